/// A sub-attribute that means the same wherever it stands (RFC 7643 section 2.4): the only ones that code knows by name.
public enum StandardPart: String, Sendable, Hashable, CaseIterable {
    /// What the element is about; a complex value stands for it where a plain one belongs.
    case value
    /// What the value is for, such as `work`.
    case type
    /// Whether the element is the preferred one; at most one of a list is.
    case primary
    /// The value as people read it.
    case display
    /// The URI of the resource that is meant.
    case reference = "$ref"

    /// Whether it only says something about a value, and means nothing without one.
    public var isDescriptive: Bool {
        switch self {
        case .type, .primary, .display: true
        case .value, .reference: false
        }
    }

    /// The part of that name, spelled in any case.
    init?(named name: String) {
        // Most names are longer than any of these.
        guard name.utf8.count <= 7 else { return nil }
        self.init(rawValue: name.foldedName)
    }
}
