internal import Postgres

/// What a change left behind that only the database knows.
public struct ChangeStamp: Sendable, Hashable {
    /// The new version.
    public let version: Int64
    /// When the change was made.
    public let updatedAt: Timestamp

    init(_ row: Row) throws {
        version = try row.decode(0)
        updatedAt = try row.decode(1)
    }
}
