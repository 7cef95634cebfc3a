extension AttributeReference {
    /// Finds what a name such as `userName`, `name.givenName` or `urn:…:User:manager.value` refers to, in any case.
    ///
    /// Without a URI the core schema is looked at first and then the extensions, because providers leave the URI out.
    /// Nil when the type has no such attribute.
    public init?(parsing path: String, for type: ResourceType) {
        guard let location = type.location(named: path) else { return nil }
        self.init(location)
    }

    /// Refers to the attribute at a location; nil when a whole schema is there.
    init?(_ location: AttributeLocation) {
        guard let attribute = location.attribute else { return nil }
        self.init(attribute, location.subAttribute, extensionID: location.extensionSchema?.id)
    }
}
