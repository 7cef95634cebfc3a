/// A schema: a URI and the attributes that it defines (RFC 7643 section 7).
public struct Schema: Sendable, Hashable {
    /// The URI of the schema, for example `urn:ietf:params:scim:schemas:core:2.0:User`.
    public let id: String
    /// The name for people.
    public let name: String
    /// What the schema is for.
    public let summary: String
    /// The attributes, in the order in which `/Schemas` shows them.
    public let attributes: [Attribute]

    /// The URI without case, by which it is looked up.
    public let key: String

    private let attributesByKey: [String: Attribute]

    /// Describes a schema.
    public init(id: String, name: String, summary: String, attributes: [Attribute]) {
        self.id = id
        self.name = name
        self.summary = summary
        self.attributes = attributes
        key = id.foldedName
        attributesByKey = Dictionary(attributes.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The attribute of that name, in any case.
    public func attribute(named name: String) -> Attribute? {
        attributesByKey[name.foldedName]
    }
}
