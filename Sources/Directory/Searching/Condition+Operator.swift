internal import SCIM

extension Condition.Operator {
    /// The operator for ordered values.
    var sql: String {
        switch self {
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .less: "<"
        case .lessOrEqual: "<="
        case .equal, .contains, .startsWith, .endsWith: "="
        }
    }
}
