extension Resource {
    /// The attributes that differ from those of another state of the resource, in the order of the schemas.
    ///
    /// Attributes of an extension come with its URI: `urn:…:User:department`. Empty when nothing has changed; a value
    /// that only looks the same, because its characters are composed differently, has changed.
    public func changedAttributes(comparedTo former: Resource) -> [String] {
        changes(comparedTo: former).map(\.path)
    }

    /// The attributes that differ from those of another state of the resource, in the order of the schemas.
    public func changes(comparedTo former: Resource) -> [AttributeReference] {
        references.filter { self[whole: $0] != former[whole: $0] }
    }

    private var references: [AttributeReference] {
        (Schema.common.attributes + type.schema.attributes).map { AttributeReference($0) }
            + type.extensions.flatMap { schema in
                schema.attributes.map { AttributeReference($0, extensionID: schema.id) }
            }
    }
}
