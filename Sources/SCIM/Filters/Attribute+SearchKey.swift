internal import JSON

extension Attribute {
    /// The key of a canonical value; of a multi-valued attribute, the keys of all elements. Nil when there is nothing
    /// to compare with.
    func searchKey(of value: JSON) -> JSON? {
        guard isMultiValued else { return kind == .complex ? partKeys(of: value) : scalarKey(of: value) }
        guard case .array(let elements) = value else { return nil }
        let keys = elements.compactMap(searchKey(ofElement:))
        return keys.isEmpty ? nil : .array(keys)
    }

    /// The key of one element of a multi-valued attribute, always an object.
    func searchKey(ofElement element: JSON) -> JSON? {
        kind == .complex ? partKeys(of: element) : scalarKey(of: element).map { [StandardPart.value.rawValue: $0] }
    }

    private func partKeys(of value: JSON) -> JSON? {
        guard case .object(let members) = value else { return nil }
        var keys = JSON.Object()
        for (name, value) in members.members {
            guard let part = subAttribute(named: name), let key = part.scalarKey(of: value) else { continue }
            keys[part.key] = key
        }
        return keys.isEmpty ? nil : .object(keys)
    }

    /// The key of a value of a simple type.
    func scalarKey(of value: JSON) -> JSON? {
        guard !value.isUnassigned else { return nil }
        switch (kind, value) {
        case (.dateTime, .string(let text)): return DateTime(parsing: text).map { .integer($0.microseconds) }
        case (.binary, .string(let text)): return .string(Base64Text.key(text))
        case (.string, .string(let text)), (.reference, .string(let text)):
            return .string(isCaseExact ? text : Normalization.key(text))
        case (.boolean, .bool), (.integer, .integer), (.decimal, .integer), (.decimal, .decimal): return value
        default: return nil
        }
    }
}
