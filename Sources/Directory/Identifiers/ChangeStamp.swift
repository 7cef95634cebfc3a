internal import Postgres

/// What a change left behind that only the database knows.
public struct ChangeStamp: Sendable {
    /// The new version.
    public let version: Int64
    /// When the change was made.
    public let updatedAt: Timestamp

    /// What a person shows of their groups then.
    let grouping: UserGrouping?

    init(version: Int64, updatedAt: Timestamp, grouping: UserGrouping? = nil) {
        self.version = version
        self.updatedAt = updatedAt
        self.grouping = grouping
    }

    init(_ row: Row) throws {
        self.init(version: try row.decode(0), updatedAt: try row.decode(1))
    }

    /// The same with the person's groups in the third column.
    init(withGrouping row: Row) throws {
        self.init(
            version: try row.decode(0), updatedAt: try row.decode(1), grouping: try UserGrouping(row, column: 2))
    }
}
