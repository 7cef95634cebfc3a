/// The definition of one attribute of a schema (RFC 7643 section 7).
///
/// Every rule about an attribute is read from here; code knows by name only the parts that mean the same everywhere, as
/// ``StandardPart``, and what a service keeps of an attribute in its own way is said by ``isKeptApart``.
public struct Attribute: Sendable, Hashable {
    /// The data types of RFC 7643 section 2.3.
    public enum Kind: String, Sendable, Hashable {
        case string, boolean, decimal, integer, dateTime, reference, complex, binary
    }

    /// Who may change a value, and when (RFC 7643 section 7).
    public enum Mutability: String, Sendable, Hashable {
        case readOnly, readWrite, immutable, writeOnly
    }

    /// When a value is part of an answer (RFC 7643 section 7).
    public enum Returned: String, Sendable, Hashable {
        case always, never, `default`, request
    }

    /// Where a value must be the only one of its kind (RFC 7643 section 7).
    public enum Uniqueness: String, Sendable, Hashable {
        case none, server, global
    }

    /// The name as the schema spells it; attribute names match without case (RFC 7643 section 2.1).
    public let name: String
    /// The data type.
    public let kind: Kind
    /// What the attribute holds, for people who read `/Schemas`.
    public let summary: String
    /// Whether the attribute holds a list of values.
    public let isMultiValued: Bool
    /// Whether a resource cannot be without it.
    public let isRequired: Bool
    /// Whether comparisons tell upper from lower case.
    public let isCaseExact: Bool
    /// Values that clients are expected to use; others are accepted.
    public let canonicalValues: [String]
    /// Who may change it.
    public let mutability: Mutability
    /// When it is part of an answer.
    public let returned: Returned
    /// Where its value must be the only one.
    public let uniqueness: Uniqueness
    /// What a reference may point to (RFC 7643 section 7, `referenceTypes`).
    public let referenceTypes: [String]
    /// The longest value, in UTF-8 bytes.
    public let maximumBytes: Int
    /// The parts of a complex attribute.
    public let subAttributes: [Attribute]
    /// Whether the service keeps the value in rows or columns of its own, and not with the rest of the resource.
    public let isKeptApart: Bool
    /// What the attribute means as a part of another one; nil for what means nothing by its name alone.
    public let standardPart: StandardPart?

    /// The name without case, by which it is looked up.
    public let key: String

    /// Describes an attribute; what is left out has the default of RFC 7643 section 2.2.
    ///
    /// References and binary values are always case-exact (RFC 7643 sections 2.3.6 and 2.3.7), and may be longer than text.
    public init(
        _ name: String,
        _ kind: Kind = .string,
        _ summary: String,
        isMultiValued: Bool = false,
        isRequired: Bool = false,
        isCaseExact: Bool = false,
        canonicalValues: [String] = [],
        mutability: Mutability = .readWrite,
        returned: Returned = .default,
        uniqueness: Uniqueness = .none,
        referenceTypes: [String] = [],
        maximumBytes: Int? = nil,
        isKeptApart: Bool = false,
        subAttributes: [Attribute] = []
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.isMultiValued = isMultiValued
        self.isRequired = isRequired
        let isContent = kind == .reference || kind == .binary
        self.isCaseExact = isCaseExact || isContent
        self.canonicalValues = canonicalValues
        self.mutability = mutability
        self.returned = returned
        self.uniqueness = uniqueness
        self.referenceTypes = referenceTypes
        self.maximumBytes = maximumBytes ?? (isContent ? Limits.contentBytes : Limits.textBytes)
        self.subAttributes = subAttributes
        self.isKeptApart = isKeptApart
        standardPart = StandardPart(named: name)
        key = name.foldedName
    }

    /// The sub-attribute of that name, in any case.
    public func subAttribute(named name: String) -> Attribute? {
        let key = name.foldedName
        return subAttributes.first { $0.key.utf8.elementsEqual(key.utf8) }
    }
}
