internal import JSON

/// Finds the element of a long list that has a given value, without looking at each.
struct ElementIndex {
    private let attribute: Attribute
    private var indices: [JSON: [Int]] = [:]

    init(_ attribute: Attribute, _ elements: [JSON]) {
        self.attribute = attribute
        for (index, element) in elements.enumerated() { insert(element, at: index) }
    }

    /// Takes note of an element.
    mutating func insert(_ element: JSON, at index: Int) {
        guard let value = attribute.searchKey(ofElement: element)?["value"] else { return }
        indices[value, default: []].append(index)
    }

    /// The element with the same value and the same type, or with no type where one of the two says nothing of it
    /// (RFC 7643 section 2.4). Nil if there is none, and always for elements without a value.
    func index(of element: JSON, in elements: [JSON]) -> Int? {
        guard let keys = attribute.searchKey(ofElement: element), let value = keys["value"] else { return nil }
        return indices[value]?.first { index in
            guard let wanted = keys["type"], let found = attribute.searchKey(ofElement: elements[index])?["type"]
            else { return true }
            return wanted == found
        }
    }
}
