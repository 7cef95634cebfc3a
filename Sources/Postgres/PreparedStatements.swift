/// Whether statements that have a name are prepared under it, once for each connection.
public enum PreparedStatements: String, CaseIterable, Sendable {
    /// They are: parsed and planned once.
    case named
    /// None is. For poolers in transaction mode that do not know which session has prepared what, such as PgBouncer
    /// before 1.21: every statement is parsed and planned each time.
    case unnamed
}
