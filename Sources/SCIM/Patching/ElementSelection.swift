internal import JSON

/// A set of elements to remove, described by some of their parts.
struct ElementSelection {
    private let attribute: Attribute
    /// The descriptions, by the names of the parts that they have: so a long list costs no more than a short one.
    private var descriptions: [[String]: Set<JSON.Object>] = [:]

    init(_ attribute: Attribute) {
        self.attribute = attribute
    }

    /// Adds the elements that have these parts. Of one with a value, only the value and the type count: a label or
    /// the primary flag may have changed since the client saw it.
    mutating func insert(_ element: JSON) {
        guard var keys = attribute.searchKey(ofElement: element)?.objectValue else { return }
        if keys[.value] != nil { keys = keys.keeping([StandardPart.type, .value].map(\.rawValue)) }
        let names = keys.names.sorted()
        descriptions[names, default: []].insert(keys)
    }

    /// Whether an element is one of those.
    func contains(_ element: JSON) -> Bool {
        guard let keys = attribute.searchKey(ofElement: element)?.objectValue else { return false }
        return descriptions.contains { names, wanted in wanted.contains(keys.keeping(names)) }
    }
}

extension JSON.Object {
    fileprivate func keeping(_ names: [String]) -> JSON.Object {
        var kept = JSON.Object()
        for (name, value) in members where names.contains(name) { kept.append(name, value) }
        return kept
    }
}
