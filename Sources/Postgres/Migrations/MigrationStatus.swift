public import FoundationEssentials

/// What a database says about one migration.
public struct MigrationStatus: Sendable, Hashable {
    /// How the file and the database compare.
    public enum State: String, Sendable {
        /// The file is not applied yet.
        case pending
        /// The file is applied as it stands.
        case applied
        /// The file is applied, and was changed since: a fault in a step, and in functions what is applied next.
        case changed
        /// The database knows it, and there is no file.
        case unknown
    }

    /// The place in the order; nil where these are functions.
    public let number: Int?
    /// What it does; see ``Migration/name``.
    public let name: String
    /// How the file and the database compare.
    public let state: State
    /// When it was applied, the last time.
    public let appliedAt: Date?

    /// The file name, for example `0001-roles.sql` or `functions/users.sql`.
    public var fileName: String { Migration.fileName(number, name) }
}
