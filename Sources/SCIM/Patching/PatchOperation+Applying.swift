internal import JSON

extension PatchOperation {
    /// Makes the change.
    func apply(to resource: inout Resource) throws(SCIMError) {
        let reference = path.reference
        // A password is accepted and not kept.
        guard reference.attribute.isKept else { return }
        if action == .remove, path.filter == nil, reference.target.isRequired {
            throw .badRequest(.mutability, "\(reference.path) is required and cannot be removed.")
        }
        resource[whole: reference] = try changed(resource[whole: reference])
    }

    /// The value of the attribute after the change.
    private func changed(_ current: JSON?) throws(SCIMError) -> JSON? {
        guard !path.reference.attribute.isMultiValued else { return try changedList(current) }
        guard path.filter == nil else { return try changedElements(current.map { [$0] } ?? []).first }
        return try changedSingle(current)
    }

    private func changedSingle(_ current: JSON?) throws(SCIMError) -> JSON? {
        let attribute = path.reference.attribute
        let value = action == .remove ? .null : value ?? .null
        var editor = PartEditor(attribute, path.reference, current)
        if let part = path.reference.subAttribute {
            try editor.assign(value, to: part)
            return editor.result
        }
        guard attribute.kind == .complex else {
            return try attribute.canonicalValue(of: value, path: path.reference.path)
        }
        try editor.mergeWhole(value)
        return editor.result
    }

    private func changedList(_ current: JSON?) throws(SCIMError) -> JSON? {
        let elements = current?.arrayValue ?? []
        let changed = try changedElements(elements)
        return changed.isEmpty ? nil : .array(changed)
    }

    private func changedElements(_ elements: [JSON]) throws(SCIMError) -> [JSON] {
        var editor = ElementEditor(path.reference, elements)
        if path.filter != nil || path.reference.subAttribute != nil {
            try editor.change(path.filter, action == .remove ? nil : value ?? .null)
        } else {
            switch action {
            case .add: try editor.add(value ?? .null)
            case .replace: try editor.replace(value ?? .null)
            case .remove: try editor.remove(value ?? .null)
            }
        }
        return editor.result
    }
}
