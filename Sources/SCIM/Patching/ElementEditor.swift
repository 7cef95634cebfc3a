internal import JSON

/// Changes the elements of a multi-valued attribute.
struct ElementEditor {
    private let reference: AttributeReference
    private var elements: [JSON]
    /// Which elements this change has set: one of them that is primary takes that from the others.
    private var changed: Set<Int> = []

    private var attribute: Attribute { reference.attribute }

    init(_ reference: AttributeReference, _ elements: [JSON]) {
        self.reference = reference
        self.elements = elements
    }

    /// The elements after the change: each once, at most one of them primary.
    var result: [JSON] {
        guard !changed.isEmpty else { return elements }
        let takesOver = changed.contains { elements[$0].isPrimaryElement }
        guard takesOver else { return elements.withoutDuplicates() }
        let others = elements.enumerated().map { index, element in
            changed.contains(index) ? element : element.withoutPrimaryClaim
        }
        return others.withOnePrimary().withoutDuplicates()
    }

    /// Replaces all elements.
    mutating func replace(_ value: JSON) throws(SCIMError) {
        elements = try attribute.canonicalValue(of: value, path: reference.path)?.arrayValue ?? []
    }

    /// Adds elements. One whose value is already there under the same type is merged with it.
    mutating func add(_ value: JSON) throws(SCIMError) {
        let sent = try attribute.canonicalValue(of: value, path: reference.path)?.arrayValue ?? []
        var known = ElementIndex(attribute, elements)
        for element in sent {
            if let index = known.index(of: element) {
                try merge(element, sentAs: element, into: index)
                known.insert(elements[index], at: index)
            } else {
                known.insert(element, at: elements.count)
                append(element)
            }
        }
    }

    /// Removes the elements that a value lists, or all if there is none. An empty list names none.
    mutating func remove(_ value: JSON) throws(SCIMError) {
        guard !value.isNull else { return elements = [] }
        let listed = value.arrayValue ?? [value]
        guard listed.count <= Limits.membersPerRequest else { throw .tooManyElements(reference.path) }
        var unwanted = ElementSelection(attribute)
        for element in listed {
            guard let element = try attribute.canonicalElement(of: element, path: reference.path) else { continue }
            unwanted.insert(element)
        }
        elements.removeAll(where: unwanted.contains)
    }

    /// Changes the elements that a filter chooses, or all: the part that the reference names, or all parts.
    ///
    /// Without any such element one is made that the filter would choose, because that is what providers mean by
    /// `emails[type eq "work"].value`.
    ///
    /// - Parameter value: What to set; nil to remove.
    mutating func change(_ filter: Condition?, _ value: JSON?) throws(SCIMError) {
        let chosen = elements.indices.filter { index in
            filter.map { meets($0, elements[index]) } ?? true
        }
        guard let value, let assignment = try assignment(of: value) else {
            return try unassign(chosen, namedBy: value ?? .null)
        }
        guard chosen.isEmpty else {
            for index in chosen { try assign(assignment, to: index) }
            return
        }
        append(try newElement(for: filter))
        try assign(assignment, to: elements.count - 1)
    }

    /// What is to be set, checked before any element is changed; nil if something is to be taken out.
    private func assignment(of value: JSON) throws(SCIMError) -> (canonical: JSON, sent: JSON)? {
        if let part = reference.subAttribute {
            return try part.canonicalValue(of: value, path: reference.path).map { ($0, value) }
        }
        guard value.arrayValue?.count ?? 1 <= 1 else {
            throw .badRequest(.invalidValue, "The value for \(reference.path)[…] must be one object.")
        }
        let sent = value.arrayValue?.first ?? value
        return try attribute.canonicalElement(of: sent, path: reference.path).map { ($0, sent) }
    }

    private mutating func assign(_ assignment: (canonical: JSON, sent: JSON), to index: Int) throws(SCIMError) {
        guard let part = reference.subAttribute else {
            return try merge(assignment.canonical, sentAs: assignment.sent, into: index)
        }
        var editor = PartEditor(attribute, reference, elements[index])
        try editor.assign(assignment.canonical, to: part)
        set(editor.result, at: index)
    }

    private mutating func merge(_ element: JSON, sentAs sent: JSON, into index: Int) throws(SCIMError) {
        guard attribute.kind == .complex else { return set(element, at: index) }
        var editor = PartEditor(attribute, reference, elements[index])
        try editor.merge(element, sentAs: sent)
        set(editor.result, at: index)
    }

    /// Takes the part that the reference names, or the parts that the value names, or the whole out of these elements.
    private mutating func unassign(_ chosen: [Int], namedBy value: JSON) throws(SCIMError) {
        var left = elements.map(JSON?.some)
        for index in chosen {
            var editor = PartEditor(attribute, reference, elements[index])
            if let part = reference.subAttribute {
                try editor.assign(.null, to: part)
            } else {
                editor.clear(namedBy: value.arrayValue?.first ?? value)
            }
            left[index] = editor.result
        }
        elements = left.compactMap(\.self).withoutDuplicates()
    }

    private func newElement(for filter: Condition?) throws(SCIMError) -> JSON {
        var parts = JSON.Object()
        for (part, value) in filter?.requiredParts ?? [] {
            parts[part.name] = try part.canonicalValue(of: value, path: reference.part(part).path)
        }
        let hasRoom = attribute.isMultiValued || elements.isEmpty
        guard hasRoom, filter.map({ meets($0, .object(parts)) }) ?? true else {
            throw .badRequest(.noTarget, "No element of \(reference.path) matches the filter of the path.")
        }
        return .object(parts)
    }

    private func meets(_ filter: Condition, _ element: JSON) -> Bool {
        filter.matches(element: element)
    }

    private mutating func append(_ element: JSON) {
        changed.insert(elements.count)
        elements.append(element)
    }

    private mutating func set(_ element: JSON?, at index: Int) {
        guard let element else { return }
        changed.insert(index)
        elements[index] = element
    }
}

extension JSON {
    fileprivate var isPrimaryElement: Bool { self[.primary] == .bool(true) }

    fileprivate var withoutPrimaryClaim: JSON {
        guard isPrimaryElement, case .object(var members) = self else { return self }
        members[.primary] = .bool(false)
        return .object(members)
    }
}
