public import JSON

extension Resource {
    /// The value of an attribute of the core schema, or of an extension if one is given.
    ///
    /// Setting nil unassigns it, and takes out an extension that has nothing left.
    public subscript(attribute: Attribute, in extensionSchema: Schema?) -> JSON? {
        get {
            guard let extensionSchema else { return attributes[attribute.name] }
            return attributes[extensionSchema.id]?[attribute.name]
        }
        set {
            guard let extensionSchema else { return attributes[attribute.name] = newValue }
            var members = attributes[extensionSchema.id]?.objectValue ?? JSON.Object()
            members[attribute.name] = newValue
            attributes[extensionSchema.id] = members.isEmpty ? nil : .object(members)
        }
    }

    /// The text of a core attribute, when it has one and it is text.
    public func text(of name: String) -> String? {
        attributes[name]?.stringValue
    }
}
