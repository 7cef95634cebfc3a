public import Postgres

/// A condition on rows, as SQL with bound values; and an order, where one was asked for.
public struct Predicate: Sendable {
    /// The condition, with `$1`… for the values.
    public let sql: String
    /// The values, in order.
    public let values: [Value]
    /// Short text that is the same for the same SQL where the shape is common, so that it is worth preparing.
    public let shape: String?
    /// Whether it cannot match more than one row.
    public let isUnique: Bool

    /// A condition whose text was written by us.
    ///
    /// - Parameters:
    ///   - unsafeSQL: SQL text; nothing that a client sent may be in it.
    ///   - shape: see ``shape``; names of attributes and operators only.
    public init(unsafeSQL sql: String, values: [Value], shape: String? = nil, isUnique: Bool = false) {
        self.sql = sql
        self.values = values
        self.shape = shape
        self.isUnique = isUnique
    }

    /// Every row.
    public static let everything = Predicate(unsafeSQL: "true", values: [], shape: "all")
}
