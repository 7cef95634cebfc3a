public import JSON

extension Condition {
    /// Whether a whole resource, as a client would get it, meets the condition.
    public func matches(_ resource: JSON.Object, as type: ResourceType) -> Bool {
        matches(SearchKeys(of: resource, as: type))
    }

    /// Whether a resource with these keys meets the condition.
    public func matches(_ keys: SearchKeys) -> Bool {
        holds { keys.value(at: $0) }
    }

    /// Whether one canonical element of a complex attribute meets a condition on its parts.
    func matches(element: JSON) -> Bool {
        holds { reference in element[reference.target.name].flatMap(reference.target.scalarKey) }
    }

    private func holds(_ value: (AttributeReference) -> JSON?) -> Bool {
        switch self {
        case .and(let conditions): return conditions.allSatisfy { $0.holds(value) }
        case .or(let conditions): return conditions.contains { $0.holds(value) }
        case .not(let condition): return !condition.holds(value)
        case .present(let reference): return value(reference).map { !$0.isUnassigned } ?? false
        case .comparison(let reference, let comparison, let literal):
            return value(reference).map { literal.isMet(by: $0, comparison, at: reference) } ?? false
        case .anyElement(let reference, let condition):
            guard case .array(let elements)? = value(reference) else { return false }
            return elements.contains { element in condition.holds { element[$0.elementKey] } }
        }
    }
}

extension Condition.Literal {
    /// Whether a key compares with the literal as asked.
    fileprivate func isMet(
        by key: JSON, _ comparison: Condition.Operator, at reference: AttributeReference
    ) -> Bool {
        switch (self, key) {
        case (.text, .string(let found)):
            text(isCaseExact: reference.isCaseExact).map { comparison.holds(between: found, and: $0) } ?? false
        case (.boolean(let wanted), .bool(let found)): comparison == .equal && found == wanted
        case (.integer(let wanted), .integer(let found)): comparison.holds(between: found, and: wanted)
        case (.integer(let wanted), .decimal(let found)): comparison.holds(between: found, and: Double(wanted))
        case (.decimal(let wanted), .integer(let found)): comparison.holds(between: Double(found), and: wanted)
        case (.decimal(let wanted), .decimal(let found)): comparison.holds(between: found, and: wanted)
        case (.instant(let wanted), .integer(let found)): comparison.holds(between: found, and: wanted.microseconds)
        default: false
        }
    }
}

extension Condition.Operator {
    fileprivate func holds(between found: String, and wanted: String) -> Bool {
        switch self {
        case .equal: Normalization.isSame(found, wanted)
        case .contains: found.utf8.contains(wanted.utf8)
        case .startsWith: found.utf8.starts(with: wanted.utf8)
        case .endsWith: found.utf8.reversed().starts(with: wanted.utf8.reversed())
        case .greater: Normalization.precedes(wanted, found)
        case .greaterOrEqual: !Normalization.precedes(found, wanted)
        case .less: Normalization.precedes(found, wanted)
        case .lessOrEqual: !Normalization.precedes(wanted, found)
        }
    }

    fileprivate func holds<Number: Comparable>(between found: Number, and wanted: Number) -> Bool {
        switch self {
        case .equal: found == wanted
        case .greater: found > wanted
        case .greaterOrEqual: found >= wanted
        case .less: found < wanted
        case .lessOrEqual: found <= wanted
        case .contains, .startsWith, .endsWith: false
        }
    }
}
