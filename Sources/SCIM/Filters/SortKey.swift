public import JSON

/// What a list is sorted by (RFC 7644 section 3.4.2.3).
///
/// A complex attribute is sorted by its `value`; of a multi-valued one, the primary element counts, or else the first.
/// Resources without a value come last, and first when the order is descending.
public struct SortKey: Sendable, Hashable {
    /// The attribute, or the part of one, whose value decides.
    public let reference: AttributeReference

    /// Reads a `sortBy`.
    ///
    /// - Throws: A 400 `invalidValue` when there is no such attribute or it has no order.
    public init(parsing path: String, for type: ResourceType) throws(SCIMError) {
        guard let named = AttributeReference(parsing: path, for: type), let reference = named.comparable,
            reference.attribute.returned != .never
        else {
            throw .badRequest(
                .invalidValue, "sortBy must name an attribute with a single value, such as userName or name.familyName."
            )
        }
        self.reference = reference
    }

    /// The key by which a resource is sorted; nil if it has none.
    public func value(in keys: SearchKeys) -> JSON? {
        guard reference.attribute.isMultiValued else { return keys.value(at: reference) }
        guard case .array(let elements)? = keys.value(at: reference.whole) else { return nil }
        let element = elements.first { $0[.primary] == .bool(true) } ?? elements.first
        return element?[reference.elementKey]
    }

    /// Whether a resource with the first key stands before one with the second.
    public func precedes(_ left: JSON?, _ right: JSON?, isDescending: Bool) -> Bool {
        isDescending ? Self.isLess(right, left) : Self.isLess(left, right)
    }

    /// The ascending order; an absent value is larger than any other.
    private static func isLess(_ left: JSON?, _ right: JSON?) -> Bool {
        switch (left, right) {
        case (nil, _): false
        case (_, nil): true
        case (.string(let left), .string(let right)): Normalization.precedes(left, right)
        case (.bool(let left), .bool(let right)): !left && right
        case (.integer(let left), .integer(let right)): left < right
        case (.integer(let left), .decimal(let right)): Double(left) < right
        case (.decimal(let left), .integer(let right)): left < Double(right)
        case (.decimal(let left), .decimal(let right)): left < right
        default: false
        }
    }
}
