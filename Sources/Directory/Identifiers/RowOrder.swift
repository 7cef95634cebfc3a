/// The order of a page of rows; ties are always broken by the identifier.
public struct RowOrder: Sendable {
    /// What stands behind ORDER BY.
    public let sql: String

    /// An order whose text was written by us.
    public init(unsafeSQL sql: String) {
        self.sql = sql
    }

    /// By identifier, which is by time of creation.
    public static let byIdentifier = RowOrder(unsafeSQL: "id")
}
