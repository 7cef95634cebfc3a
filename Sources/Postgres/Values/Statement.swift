/// One statement and the values bound to it.
public struct Statement: Sendable {
    /// The text.
    public let sql: SQL
    /// The values of `$1`, `$2`, … in that order.
    public let values: [Value]

    /// Binds values to the text.
    public init(_ sql: SQL, _ values: [Value] = []) {
        self.sql = sql
        self.values = values
    }

    /// Refuses what PostgreSQL cannot store, before anything is sent.
    func validate() throws(DatabaseError) {
        for value in values where value.containsNUL {
            throw DatabaseError(.encoding, message: "a value contains U+0000")
        }
        guard values.count <= Int(UInt16.max) else {
            throw DatabaseError(.encoding, message: "\(values.count) values in one statement")
        }
    }
}
