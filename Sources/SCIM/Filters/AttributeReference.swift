/// An attribute of a resource type, or a part of a complex one, that a filter, a sort order or a path names.
public struct AttributeReference: Sendable, Hashable {
    /// The URI of the extension that defines the attribute; nil for the core schema and what every resource has.
    public let extensionID: String?
    /// The attribute.
    public let attribute: Attribute
    /// The part of it that is meant, if only a part is.
    public let subAttribute: Attribute?

    /// Refers to an attribute, or to a part of it.
    public init(_ attribute: Attribute, _ subAttribute: Attribute? = nil, extensionID: String? = nil) {
        self.extensionID = extensionID
        self.attribute = attribute
        self.subAttribute = subAttribute
    }

    /// What is meant in the end: the part if one is named, else the attribute.
    public var target: Attribute { subAttribute ?? attribute }

    /// The data type of what is meant.
    public var kind: Attribute.Kind { target.kind }

    /// Whether comparisons tell upper from lower case.
    public var isCaseExact: Bool { target.isCaseExact }

    /// Where ``SearchKeys`` hold the value: `["name", "familyname"]`, or the URI of the extension in lower case and
    /// then the attribute. Of a multi-valued attribute only the list can be reached so; see ``elementKey``.
    public var keyPath: [String] {
        [extensionID?.foldedName, attribute.key, subAttribute?.key].compactMap(\.self)
    }

    /// The member that holds the value in one element of a multi-valued attribute. Simple elements are kept as objects
    /// with a `value`, so that all lists look alike.
    public var elementKey: String { subAttribute?.key ?? StandardPart.value.rawValue }

    /// The full name, spelled as the schemas do: `emails.value`, `urn:…:User:manager.value`.
    public var path: String {
        let name = [attribute.name, subAttribute?.name].compactMap(\.self).joined(separator: ".")
        return extensionID.map { "\($0):\(name)" } ?? name
    }

    /// The attribute as a whole.
    public var whole: AttributeReference { AttributeReference(attribute, extensionID: extensionID) }

    /// A part of the same attribute.
    public func part(_ subAttribute: Attribute) -> AttributeReference {
        AttributeReference(attribute, subAttribute, extensionID: extensionID)
    }

    /// What a comparison looks at: a complex value stands for its `value` (`members eq "…"`, `manager eq "…"`).
    /// Nil when the attribute is complex and has none.
    public var comparable: AttributeReference? {
        guard kind == .complex else { return self }
        return attribute.part(.value).map(part)
    }
}
