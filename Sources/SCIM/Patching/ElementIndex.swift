internal import JSON

/// Finds the element of a long list that has a given value, without looking at each.
struct ElementIndex {
    private let attribute: Attribute
    /// The first element with a value, with a value of some type, and with a value of no type.
    private var byValue: [JSON: Int] = [:]
    private var byValueAndType: [[JSON]: Int] = [:]
    private var withoutType: [JSON: Int] = [:]

    init(_ attribute: Attribute, _ elements: [JSON]) {
        self.attribute = attribute
        for (index, element) in elements.enumerated() { insert(element, at: index) }
    }

    /// Takes note of an element, new or changed.
    mutating func insert(_ element: JSON, at index: Int) {
        guard let keys = attribute.searchKey(ofElement: element), let value = keys[.value] else { return }
        Self.note(index, under: value, in: &byValue)
        if let type = keys[.type] {
            Self.note(index, under: [value, type], in: &byValueAndType)
            // It may have had none until it was merged.
            if withoutType[value] == index { withoutType[value] = nil }
        } else {
            Self.note(index, under: value, in: &withoutType)
        }
    }

    /// The element with the same value and the same type, or the same value where one of the two has no type
    /// (RFC 7643 section 2.4). Nil if there is none, and always for elements without a value.
    func index(of element: JSON) -> Int? {
        guard let keys = attribute.searchKey(ofElement: element), let value = keys[.value] else { return nil }
        guard let type = keys[.type] else { return byValue[value] }
        return byValueAndType[[value, type]] ?? withoutType[value]
    }

    private static func note<Key>(_ index: Int, under key: Key, in indices: inout [Key: Int]) {
        if indices[key] == nil { indices[key] = index }
    }
}
