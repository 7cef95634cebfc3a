internal import JSON

/// Changes the parts of one complex value: a singular attribute, or one element of a list.
struct PartEditor {
    private let attribute: Attribute
    private let reference: AttributeReference
    private var parts: JSON.Object
    private var isDiscarded = false

    init(_ attribute: Attribute, _ reference: AttributeReference, _ current: JSON?) {
        self.attribute = attribute
        self.reference = reference
        parts = current?.objectValue ?? JSON.Object()
    }

    /// The value after the changes; nil if nothing is left of it.
    var result: JSON? { isDiscarded || parts.isEmpty ? nil : .object(parts) }

    /// Gives a part a value, or takes it out when the value is an unassigned one.
    mutating func assign(_ value: JSON, to part: Attribute) throws(SCIMError) {
        let path = reference.part(part).path
        guard let value = try part.canonicalValue(of: value, path: path) else { return remove(part) }
        try checkMutability(of: part, becoming: value)
        parts[part.name] = value
    }

    /// Merges an object, a list of one or the plain `value` of a singular attribute into what is there.
    ///
    /// When it names another thing than before, nothing of the old one stays: its name would be wrong for the new one.
    mutating func mergeWhole(_ sent: JSON) throws(SCIMError) {
        let sent = sent.arrayValue?.first ?? sent
        guard let new = try attribute.canonicalElement(of: sent, path: reference.path) else {
            return clear(namedBy: sent)
        }
        if let value = new[.value], let former = parts[.value], value != former { parts = JSON.Object() }
        try merge(new, sentAs: sent)
    }

    /// Takes out the parts that an object names without giving one a value, such as `{"familyName": null}`. Anything
    /// else that holds nothing, and an empty `value`, takes out the whole.
    mutating func clear(namedBy sent: JSON) {
        let named = (sent.objectValue?.names ?? []).compactMap(attribute.subAttribute(named:))
        isDiscarded = sent.isUnassigned || named.contains { $0.standardPart == .value }
        for part in named { remove(part) }
    }

    /// Merges an element: what it assigns is set, and what it names without a value is taken out.
    mutating func merge(_ new: JSON, sentAs sent: JSON) throws(SCIMError) {
        for (name, value) in new.objectValue?.members ?? [] {
            guard let part = attribute.subAttribute(named: name) else { continue }
            try checkMutability(of: part, becoming: value)
            parts[part.name] = value
        }
        for (name, value) in sent.objectValue?.members ?? [] where value.isUnassigned {
            guard let part = attribute.subAttribute(named: name), part.isKept, new[part.name] == nil else { continue }
            parts[part.name] = nil
        }
    }

    private mutating func remove(_ part: Attribute) {
        guard part.isKept else { return }
        parts[part.name] = nil
        // Without what it is about, a kind or a label means nothing.
        if part.standardPart == .value || parts.names.allSatisfy(isDescriptive) { isDiscarded = true }
    }

    private func checkMutability(of part: Attribute, becoming value: JSON) throws(SCIMError) {
        guard part.mutability == .immutable, let former = parts[part.name], former != value else { return }
        throw .badRequest(
            .mutability, "\(reference.part(part).path) cannot change; remove the element and add another.")
    }

    private func isDescriptive(_ name: String) -> Bool {
        attribute.subAttribute(named: name)?.standardPart?.isDescriptive ?? false
    }
}
