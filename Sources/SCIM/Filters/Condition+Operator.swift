extension Condition {
    /// The comparisons of RFC 7644 table 3, without `ne` and `pr`, which ``Condition`` expresses by other means.
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        case equal = "eq"
        case contains = "co"
        case startsWith = "sw"
        case endsWith = "ew"
        case greater = "gt"
        case greaterOrEqual = "ge"
        case less = "lt"
        case lessOrEqual = "le"

        /// Whether it asks which of two values is the larger one.
        public var isOrdering: Bool {
            switch self {
            case .greater, .greaterOrEqual, .less, .lessOrEqual: true
            case .equal, .contains, .startsWith, .endsWith: false
            }
        }

        /// Whether it looks at a part of a text.
        public var isTextual: Bool {
            switch self {
            case .contains, .startsWith, .endsWith: true
            case .equal, .greater, .greaterOrEqual, .less, .lessOrEqual: false
            }
        }
    }
}
