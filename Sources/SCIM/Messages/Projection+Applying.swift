public import JSON

extension Projection {
    /// The members of a rendered resource that the answer holds, in their order.
    ///
    /// Members that the type does not know are left out, so that nothing internal gets out by mistake.
    public func apply(to resource: JSON.Object) -> JSON.Object {
        var kept = JSON.Object()
        for (name, value) in resource.members {
            if let attribute = type.coreAttribute(named: name) {
                kept[name] = returned(value, of: attribute, in: nil)
            } else if let schema = type.schema(withID: name), case .object(let members) = value {
                let members = apply(to: members, of: schema)
                if !members.isEmpty { kept.append(name, .object(members)) }
            }
        }
        return kept
    }

    private func apply(to members: JSON.Object, of schema: Schema) -> JSON.Object {
        var kept = JSON.Object()
        for (name, value) in members.members {
            guard let attribute = schema.attribute(named: name) else { continue }
            kept[name] = returned(value, of: attribute, in: schema)
        }
        return kept
    }

    private func returned(_ value: JSON, of attribute: Attribute, in extensionSchema: Schema?) -> JSON? {
        switch extent(of: attribute, in: extensionSchema) {
        case .nothing: nil
        case .whole: value
        case .parts(let parts): value.keeping(parts)
        }
    }
}

extension JSON {
    /// The value with only those parts, nil if nothing is left; of a list, what is left of each element.
    fileprivate func keeping(_ parts: [String]) -> JSON? {
        switch self {
        case .object(let members):
            var kept = JSON.Object()
            for (name, value) in members.members where parts.contains(name) { kept.append(name, value) }
            return kept.isEmpty ? nil : .object(kept)
        case .array(let elements):
            let kept = elements.compactMap { $0.keeping(parts) }
            return kept.isEmpty ? nil : .array(kept)
        default:
            return self
        }
    }
}
