/// One comparison of a filter, brought into the form of ``Condition``, with a negation kept apart.
///
/// Apart, because the negation of a comparison in a list is that no element compares so, not that one does not.
struct FilterTerm {
    let condition: Condition
    let isNegated: Bool

    /// `attribute pr`.
    static func presence(of reference: AttributeReference) throws(SCIMError) -> FilterTerm {
        try checkReadable(reference)
        return FilterTerm(condition: .present(reference), isNegated: false)
    }

    /// `attribute operator value`.
    static func comparison(
        of reference: AttributeReference, _ word: FilterWord, with value: FilterValue
    ) throws(SCIMError) -> FilterTerm {
        try checkReadable(reference)
        if value.isNull { return try comparisonWithNull(of: reference, word) }
        guard let target = reference.comparable else {
            throw .badRequest(
                .invalidFilter, "\(reference.path) is complex; compare one of its parts, or ask \"pr\" of it.")
        }
        guard let literal = value.literal(as: target.kind) else { throw wrongType(target) }
        try check(word, on: target)
        if value.text.isEmpty, !word.comparison.isOrdering {
            // Nothing empty is ever kept: what equals the empty text is what has no value.
            return FilterTerm(condition: .present(target), isNegated: word == .equal)
        }
        return FilterTerm(condition: .comparison(target, word.comparison, literal), isNegated: word == .notEqual)
    }

    private static func comparisonWithNull(
        of reference: AttributeReference, _ word: FilterWord
    ) throws(SCIMError) -> FilterTerm {
        guard word == .equal || word == .notEqual else {
            throw .badRequest(.invalidFilter, "\(reference.path) can be compared with null only by eq and ne.")
        }
        return FilterTerm(condition: .present(reference), isNegated: word == .equal)
    }

    /// A filter on what is never shown would show it, guess by guess.
    private static func checkReadable(_ reference: AttributeReference) throws(SCIMError) {
        guard reference.attribute.returned != .never, reference.target.returned != .never else {
            throw .badRequest(.invalidFilter, "\(reference.path) cannot be searched.")
        }
    }

    private static func check(_ word: FilterWord, on target: AttributeReference) throws(SCIMError) {
        let comparison = word.comparison
        let isPossible =
            switch target.kind {
            case .string, .reference: true
            case .binary: !comparison.isOrdering
            case .boolean: comparison == .equal
            case .decimal, .integer, .dateTime: !comparison.isTextual
            case .complex: false
            }
        guard isPossible else {
            throw .badRequest(
                .invalidFilter,
                "\(target.path) is of type \(target.kind.rawValue); \(word.rawValue) has no meaning there.")
        }
    }

    private static func wrongType(_ target: AttributeReference) -> SCIMError {
        let example =
            switch target.kind {
            case .boolean: "true or false"
            case .decimal, .integer: "a number"
            case .dateTime: "a date and time such as \"2011-05-13T04:42:34Z\""
            case .string, .reference, .binary, .complex: "a text in double quotes"
            }
        return .badRequest(.invalidFilter, "\(target.path) can be compared with \(example).")
    }
}
