/// The operators as a filter spells them (RFC 7644 table 3), in lower case.
enum FilterWord: String {
    case equal = "eq"
    case notEqual = "ne"
    case contains = "co"
    case startsWith = "sw"
    case endsWith = "ew"
    case greater = "gt"
    case greaterOrEqual = "ge"
    case less = "lt"
    case lessOrEqual = "le"
    case present = "pr"

    /// The comparison to make; `ne` is the opposite of that of `eq`.
    var comparison: Condition.Operator {
        self == .notEqual ? .equal : Condition.Operator(rawValue: rawValue) ?? .equal
    }
}
