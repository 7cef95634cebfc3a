public import JSON

extension Attribute {
    /// The sub-attribute of a standard meaning, where the attribute has it.
    public func part(_ part: StandardPart) -> Attribute? {
        subAttributes.first { $0.standardPart == part }
    }
}

extension JSON {
    /// A standard part of an element, in canonical form or as a key.
    public subscript(part: StandardPart) -> JSON? { self[part.rawValue] }
}

extension JSON.Object {
    /// A standard part of an element, in canonical form or as a key.
    public subscript(part: StandardPart) -> JSON? {
        get { self[part.rawValue] }
        set { self[part.rawValue] = newValue }
    }
}
