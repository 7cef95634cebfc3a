import JSON

@testable import SCIM

/// Makes conditions in the one form that parsing gives.
struct ConditionGenerator {
    var numbers: RepeatableNumbers
    private static let words = [
        "a", "B\u{308}", "\u{212A}", "x\"y\\", "%_*", "\u{1F600}", "null", "true", "and", "\n", "z z",
    ]

    /// Any condition on a person, with at most so many levels.
    mutating func condition(levels: Int) -> Condition {
        guard levels > 0, !numbers.once(in: 3) else { return term() }
        switch Int.random(in: 0..<3, using: &numbers) {
        case 0: return .not(condition(levels: levels - 1))
        case 1: return .and(conditions(levels: levels))
        default: return .or(conditions(levels: levels))
        }
    }

    private mutating func conditions(levels: Int) -> [Condition] {
        (0..<Int.random(in: 2...3, using: &numbers)).map { _ in condition(levels: levels - 1) }
    }

    private mutating func term() -> Condition {
        let reference = numbers.pick(Self.attributes)
        guard reference.attribute.isMultiValued else { return leaf(reference) }
        if numbers.once(in: 4) { return .present(reference) }
        return .anyElement(reference, elementCondition(reference, levels: 2))
    }

    private mutating func elementCondition(_ whole: AttributeReference, levels: Int) -> Condition {
        guard levels > 0, numbers.once(in: 2) else {
            return leaf(whole.part(numbers.pick(whole.attribute.subAttributes)))
        }
        let conditions = (0..<2).map { _ in elementCondition(whole, levels: levels - 1) }
        switch Int.random(in: 0..<3, using: &numbers) {
        case 0: return .not(conditions[0])
        case 1: return .and(conditions)
        default: return .or(conditions)
        }
    }

    private mutating func leaf(_ reference: AttributeReference) -> Condition {
        guard let target = reference.comparable, !numbers.once(in: 4) else { return .present(reference) }
        switch target.kind {
        case .boolean: return .comparison(target, .equal, .boolean(numbers.once(in: 2)))
        case .dateTime:
            // What a literal is printed as has milliseconds.
            let milliseconds = Int64.random(in: 0...4_000_000_000_000, using: &numbers)
            return .comparison(target, ordering(), .instant(DateTime(microseconds: milliseconds * 1000)))
        default:
            let text = numbers.pick(Self.words)
            let operators = Condition.Operator.allCases.filter { target.kind != .binary || !$0.isOrdering }
            // Padding alone is no text.
            let exact = target.kind == .binary ? Base64Text.key("Q" + text) : text
            let key = target.kind == .binary ? exact : Normalization.key(text)
            return .comparison(target, numbers.pick(operators), .text(key: key, exact: exact))
        }
    }

    private mutating func ordering() -> Condition.Operator {
        numbers.pick(Condition.Operator.allCases.filter { !$0.isTextual })
    }

    /// All that a filter on a person can name.
    private static let attributes: [AttributeReference] = {
        let core = (Schema.common.attributes + Schema.user.attributes).map { AttributeReference($0) }
        let enterprise = Schema.enterpriseUser.attributes.map {
            AttributeReference($0, extensionID: Schema.enterpriseUser.id)
        }
        return (core + enterprise).flatMap { whole -> [AttributeReference] in
            if whole.attribute.returned == .never || whole.attribute.key == "schemas" { return [] }
            guard whole.kind == .complex, !whole.attribute.isMultiValued else { return [whole] }
            return [whole] + whole.attribute.subAttributes.map(whole.part)
        }
    }()
}
