public import JSON

extension Resource {
    /// Reads the body of a POST or a PUT (RFC 7644 sections 3.3 and 3.5.1).
    ///
    /// What is read-only (`id`, `meta`, `groups`, `schemas`), write-only (`password`) or unknown is left out without
    /// complaint: providers send back what they were given. Keys may be paths such as `name.givenName`.
    ///
    /// - Throws: A 400 `invalidSyntax` for a body that is no object or names an attribute twice, `invalidValue` for a
    ///   value that its attribute cannot take and for a required attribute without a value; a 413 for too many values.
    public init(parsing body: JSON, as type: ResourceType) throws(SCIMError) {
        guard case .object(let members) = body else {
            throw .badRequest(.invalidSyntax, "The body must be a JSON object.")
        }
        var reader = BodyReader(type: type)
        try reader.read(members)
        self.init(type: type, canonical: try reader.canonicalAttributes())
        try checkRequiredAttributes()
    }

    /// Checks that every required attribute of the core schema has a value.
    ///
    /// - Throws: A 400 `invalidValue` that names the first without one.
    public func checkRequiredAttributes() throws(SCIMError) {
        for attribute in type.schema.attributes where attribute.isRequired && attribute.isKept {
            guard attributes[attribute.name] != nil else { throw .required(attribute.name) }
        }
    }
}
