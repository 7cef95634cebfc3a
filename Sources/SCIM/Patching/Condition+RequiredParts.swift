internal import JSON

extension Condition {
    /// The values that an element must have to meet the condition, as far as it says so outright: those of its `eq`
    /// terms, alone or joined by `and`.
    var requiredParts: [(part: Attribute, value: JSON)] {
        switch self {
        case .and(let conditions): conditions.flatMap(\.requiredParts)
        case .comparison(let reference, .equal, let literal): [(reference.target, literal.json)]
        case .comparison, .or, .not, .present, .anyElement: []
        }
    }
}

extension Condition.Literal {
    fileprivate var json: JSON {
        switch self {
        case .text(_, let exact): .string(exact)
        case .boolean(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .decimal(let value): .decimal(value)
        case .instant(let value): .string(value.description)
        }
    }
}
