public import FoundationEssentials

/// What a database says about one migration.
public struct MigrationStatus: Sendable, Hashable {
    /// How the file and the database compare.
    public enum State: String, Sendable {
        /// The file is not applied yet.
        case pending
        /// The file is applied as it stands.
        case applied
        /// The file is applied, and was changed since.
        case changed
        /// The database knows it, and there is no file.
        case unknown
    }

    /// The place in the order.
    public let number: Int
    /// What it does.
    public let name: String
    /// How the file and the database compare.
    public let state: State
    /// When it was applied.
    public let appliedAt: Date?
}
