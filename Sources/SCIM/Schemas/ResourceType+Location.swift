extension ResourceType {
    /// Finds what a name such as `userName`, `name.givenName`, `urn:…:User:department` or `urn:…:User` stands for.
    ///
    /// Names match in any case. An attribute of an extension is also found without its URI, unless the core schema has
    /// one of that name. Nil for names that no schema of the type knows.
    public func location(named name: String) -> AttributeLocation? {
        let key = name.foldedName
        guard !key.hasPrefix("urn:") else { return qualifiedLocation(key) }
        return coreLocation(key) ?? extensions.lazy.compactMap { $0.location(of: key) }.first
    }

    private func qualifiedLocation(_ key: String) -> AttributeLocation? {
        for schema in [schema] + extensions where key.hasPrefix(schema.key) {
            let isCore = schema == self.schema
            let remainder = key.dropFirst(schema.key.count)
            if remainder.isEmpty { return AttributeLocation(extensionSchema: isCore ? nil : schema) }
            guard remainder.hasPrefix(":") else { continue }
            let path = String(remainder.dropFirst())
            return isCore ? coreLocation(path) : schema.location(of: path)
        }
        return nil
    }

    private func coreLocation(_ path: String) -> AttributeLocation? {
        AttributeLocation(path: path, in: nil) { coreAttribute(named: $0) }
    }
}

extension Schema {
    /// The place of `attribute` or `attribute.part` of this schema, which is an extension.
    func location(of path: String) -> AttributeLocation? {
        AttributeLocation(path: path, in: self) { attribute(named: $0) }
    }
}
