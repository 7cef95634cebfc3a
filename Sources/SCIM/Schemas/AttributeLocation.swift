/// Where an attribute stands in a resource of some type (RFC 7644 section 3.10).
public struct AttributeLocation: Sendable, Hashable {
    /// The extension below whose URI the attribute stands; nil for attributes at the top.
    public let extensionSchema: Schema?
    /// The attribute; nil when a schema's URI alone was named.
    public let attribute: Attribute?
    /// The part of the attribute that was named.
    public let subAttribute: Attribute?

    /// A whole schema, the core schema if no extension is given.
    init(extensionSchema: Schema?) {
        self.extensionSchema = extensionSchema
        attribute = nil
        subAttribute = nil
    }

    /// The place of `attribute` or `attribute.part`, nil when there is no such attribute or part.
    ///
    /// - Parameter find: Looks up an attribute by its name.
    init?(path: String, in extensionSchema: Schema?, find: (String) -> Attribute?) {
        let names = path.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = names.first, let attribute = find(name) else { return nil }
        self.extensionSchema = extensionSchema
        self.attribute = attribute
        guard names.count == 2 else {
            subAttribute = nil
            return
        }
        guard let part = attribute.subAttribute(named: names[1]) else { return nil }
        subAttribute = part
    }

    /// The name of the attribute or of its part as the schema spells it, for error texts.
    public var path: String {
        guard let attribute else { return extensionSchema?.id ?? "The core schema" }
        return subAttribute.map { "\(attribute.name).\($0.name)" } ?? attribute.name
    }
}
