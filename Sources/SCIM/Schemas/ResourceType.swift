/// A kind of resource: its endpoint, its core schema and its extensions (RFC 7643 section 6).
public struct ResourceType: Sendable, Hashable {
    /// The name and the id, for example `User`.
    public let name: String
    /// What resources of this type stand for.
    public let summary: String
    /// The path below the base URL, for example `/Users`.
    public let endpoint: String
    /// The core schema.
    public let schema: Schema
    /// Schemas that may be added to a resource; none is required.
    public let extensions: [Schema]

    /// Describes a resource type.
    public init(name: String, summary: String, endpoint: String, schema: Schema, extensions: [Schema]) {
        self.name = name
        self.summary = summary
        self.endpoint = endpoint
        self.schema = schema
        self.extensions = extensions
    }

    /// An attribute of the core schema, or one that every resource has (`id`, `externalId`, `meta`, `schemas`).
    public func coreAttribute(named name: String) -> Attribute? {
        schema.attribute(named: name) ?? Schema.common.attribute(named: name)
    }

    /// The core schema or the extension with that URI, in any case.
    public func schema(withID id: String) -> Schema? {
        let key = id.foldedName
        return ([schema] + extensions).first { $0.key.utf8.elementsEqual(key.utf8) }
    }
}
