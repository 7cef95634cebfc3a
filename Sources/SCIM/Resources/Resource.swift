public import JSON

/// A resource in canonical form: names as the schemas spell them, values of the right type, nothing unassigned.
///
/// Attributes of the core schema stand at the top, those of an extension in an object below the extension's URI
/// (RFC 7643 section 3). `schemas` is not kept: which schemas are present follows from the attributes.
public struct Resource: Sendable, Hashable {
    /// What kind of resource this is.
    public let type: ResourceType
    /// The assigned attributes.
    public var attributes: JSON.Object

    /// A resource whose attributes are known to be canonical.
    public init(type: ResourceType, canonical attributes: JSON.Object) {
        self.type = type
        self.attributes = attributes
    }

    /// The URIs of the core schema and of every extension that has an attribute here.
    public var schemas: [String] {
        [type.schema.id] + type.extensions.map(\.id).filter { attributes[$0] != nil }
    }
}
