extension AttributeReference {
    /// Finds what a name such as `userName`, `name.givenName` or `urn:…:User:manager.value` refers to, in any case.
    ///
    /// Without a URI the core schema is looked at first and then the extensions, because providers leave the URI out.
    /// Nil when the type has no such attribute.
    public init?(parsing path: String, for type: ResourceType) {
        guard let (schema, name) = Self.separatingSchema(from: path, for: type) else { return nil }
        let names = name.split(separator: ".", omittingEmptySubsequences: false)
        guard names.count <= 2, let first = names.first,
            let whole = Self.attribute(named: String(first), in: schema, of: type)
        else { return nil }
        guard names.count == 2 else {
            self = whole
            return
        }
        guard let part = whole.attribute.subAttribute(named: String(names[1])) else { return nil }
        self = whole.part(part)
    }

    /// The schema whose URI the path begins with, if it begins with one, and the rest.
    private static func separatingSchema(from path: String, for type: ResourceType) -> (Schema?, Substring)? {
        guard path.prefix(4).lowercased() == "urn:" else { return (nil, path[...]) }
        // A URI has dots and colons of its own, so only the known ones show where it ends.
        for schema in [type.schema] + type.extensions {
            let prefix = path.prefix(schema.id.count + 1)
            if prefix.lowercased() == "\(schema.id):".lowercased() { return (schema, path[prefix.endIndex...]) }
        }
        return nil
    }

    private static func attribute(named name: String, in schema: Schema?, of type: ResourceType) -> AttributeReference?
    {
        if schema == nil || schema?.id == type.schema.id, let attribute = type.coreAttribute(named: name) {
            return AttributeReference(attribute)
        }
        for candidate in type.extensions where schema == nil || schema?.id == candidate.id {
            guard let attribute = candidate.attribute(named: name) else { continue }
            return AttributeReference(attribute, extensionID: candidate.id)
        }
        return nil
    }
}
