internal import Postgres

/// A condition on rows, as SQL with bound values; and an order, where one was asked for.
public struct Predicate: Sendable {
    /// The condition, with `$1`… for the values.
    let sql: String
    /// The values, in order.
    let values: [Value]
    /// Short text that is the same for the same SQL where the shape is common, so that it is worth preparing.
    let shape: String?
    /// Whether it cannot match more than one row.
    public let isUnique: Bool
    /// Whether an index finds the rows, so that these are sorted, rather than all rows read in order until enough match.
    let isSelective: Bool

    /// A condition whose text was written by us.
    ///
    /// - Parameters:
    ///   - sql: SQL text; nothing that a client sent may be in it.
    ///   - shape: see ``shape``; names of attributes and operators only.
    init(
        unsafeSQL sql: String, values: [Value], shape: String? = nil, isUnique: Bool = false,
        isSelective: Bool = false
    ) {
        self.sql = sql
        self.values = values
        self.shape = shape
        self.isUnique = isUnique
        self.isSelective = isSelective
    }

    /// Every row.
    static let everything = Predicate(unsafeSQL: "true", values: [], shape: "all")

    /// No row.
    public static let nothing = Predicate(unsafeSQL: "false", values: [], shape: "nothing")
}
