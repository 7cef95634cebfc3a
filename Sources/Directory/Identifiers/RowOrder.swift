/// The order of a page of rows; ties are always broken by the identifier.
public struct RowOrder: Sendable {
    /// What stands behind ORDER BY.
    public let sql: String

    /// An order whose text was written by us.
    public init(unsafeSQL sql: String) {
        self.sql = sql
    }

    /// By identifier, which is by time of creation.
    ///
    /// Where an index finds the rows of a predicate, the order is written so that the primary key cannot serve it:
    /// PostgreSQL guesses how much a prefix matches, and might walk a whole tenant until a page is full.
    public static func byIdentifier(for predicate: Predicate) -> RowOrder {
        RowOrder(unsafeSQL: predicate.isSelective ? "id::text COLLATE \"C\"" : "id")
    }
}
