public import JSON

/// What a PUT puts in the place of a resource (RFC 7644 section 3.5.1), and what it does not speak of.
public struct Replacement: Sendable {
    /// The resource as it is wanted.
    public let resource: Resource
    /// The core attributes that the body names, if only to say that they have no value.
    private let named: [Attribute]

    /// Reads the body of a PUT.
    ///
    /// - Throws: What ``Resource/init(parsing:as:)`` throws.
    public init(parsing body: JSON, as type: ResourceType) throws(SCIMError) {
        resource = try Resource(parsing: body, as: type)
        let keys = (body.objectValue?.names ?? []).map(\.foldedName)
        named = type.schema.attributes.filter { attribute in
            keys.contains { $0.utf8.elementsEqual(attribute.key.utf8) }
        }
    }

    /// Whether the body says anything of a core attribute.
    public func names(_ attribute: String) -> Bool {
        named.contains { $0.key.utf8.elementsEqual(attribute.foldedName.utf8) }
    }
}
