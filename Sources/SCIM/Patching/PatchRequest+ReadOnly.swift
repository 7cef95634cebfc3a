public import JSON

extension PatchRequest {
    /// Whether the request says anything with a path about attributes that clients cannot change.
    public var namesReadOnly: Bool { !claims.isEmpty }

    /// Checks that what the request says with a path about attributes that clients cannot change is so already: what
    /// changes nothing does not sink what does.
    ///
    /// - Parameter shown: makes the whole resource as the client gets it; asked only where it is needed.
    /// - Throws: a 400 `mutability` that names the first attribute that would change, and what `shown` throws.
    public func checkReadOnly(in shown: () throws -> JSON.Object) throws {
        guard !claims.isEmpty else { return }
        let resource = try shown()
        for claim in claims where !claim.changesNothing(in: resource, of: type) {
            throw SCIMError.mutability(claim.path.reference.path)
        }
    }
}

extension PatchOperation {
    fileprivate func changesNothing(in shown: JSON.Object, of type: ResourceType) -> Bool {
        let attribute = path.reference.attribute
        let current = shown[attribute.name]
        // Which schemas there are follows from the attributes.
        if attribute.key == "schemas", action == .add, let value {
            return (value.arrayValue ?? [value]).allSatisfy { $0.stringValue.flatMap(type.schema(withID:)) != nil }
        }
        var elements = attribute.isMultiValued ? current?.arrayValue ?? [] : current.map { [$0] } ?? []
        if let filter = path.filter { elements = elements.filter(filter.matches(element:)) }
        guard let part = path.reference.subAttribute else {
            return attribute.isUnchanged(elements, by: action, value, isChosen: path.filter != nil)
        }
        let values = elements.map { $0[part.name] }
        guard action != .remove, let value, !value.isUnassigned else { return values.allSatisfy { $0 == nil } }
        return !values.isEmpty && values.allSatisfy { part.isSame($0, value) }
    }
}

extension Attribute {
    /// Whether an operation on the whole attribute, or on chosen elements of it, leaves these elements as they are.
    fileprivate func isUnchanged(
        _ elements: [JSON], by action: PatchOperation.Action, _ value: JSON?, isChosen: Bool
    ) -> Bool {
        let value = value ?? .null
        let sent = value.isUnassigned ? [] : value.arrayValue ?? [value]
        let known = sent.filter { one in elements.contains { isSame($0, one) } }
        switch action {
        case .add: return known.count == sent.count
        case .remove: return sent.isEmpty || isChosen || !isMultiValued ? elements.isEmpty : known.isEmpty
        case .replace where isMultiValued && !isChosen: return known.count == sent.count && sent.count == elements.count
        case .replace: return sent.count == 1 && !elements.isEmpty && elements.allSatisfy { isSame($0, sent[0]) }
        }
    }

    /// Whether a value that a client sent is what is there. Of a complex value it need not name all parts.
    fileprivate func isSame(_ current: JSON?, _ sent: JSON) -> Bool {
        guard let current else { return sent.isUnassigned }
        guard kind == .complex else {
            guard let own = scalarKey(of: current) else { return current == sent }
            return own == scalarKey(of: sent)
        }
        guard case .object(let members) = sent else {
            return part(.value).map { $0.isSame(current[.value], sent) } ?? false
        }
        return members.members.allSatisfy { name, value in
            guard let part = subAttribute(named: name), !value.isUnassigned else { return true }
            return part.isSame(current[part.name], value)
        }
    }
}
