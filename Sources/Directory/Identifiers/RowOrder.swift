/// The order of a page of rows; ties are always broken by the identifier.
public struct RowOrder: Sendable {
    /// The ORDER BY clause; empty where there is nothing to order.
    let clause: String

    /// An order whose text, which stands behind ORDER BY, was written by us.
    init(unsafeSQL sql: String) {
        clause = "ORDER BY \(sql)"
    }

    private init(clause: String) {
        self.clause = clause
    }

    /// By identifier, which is by time of creation.
    ///
    /// Where an index finds the rows of a predicate, the order is written so that the primary key cannot serve it:
    /// PostgreSQL guesses how much a prefix matches, and might walk a whole tenant until a page is full.
    static func byIdentifier(for predicate: Predicate) -> RowOrder {
        guard !predicate.isUnique else { return RowOrder(clause: "") }
        return RowOrder(unsafeSQL: predicate.isSelective ? "id::text COLLATE \"C\"" : "id")
    }
}
