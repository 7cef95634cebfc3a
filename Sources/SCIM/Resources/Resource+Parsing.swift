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

    /// Checks that every required attribute of the core schema has a value, one that can be seen.
    ///
    /// - Throws: A 400 `invalidValue` that names the first without one.
    public func checkRequiredAttributes() throws(SCIMError) {
        for attribute in type.schema.attributes where attribute.isRequired && attribute.isKept {
            guard let value = attributes[attribute.name] else { throw .required(attribute.name) }
            if case .string(let text) = value, text.unicodeScalars.allSatisfy(\.isInvisible) {
                throw .required(attribute.name)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether nothing of it can be seen in a list: spaces, controls, and what is there to format or to join others.
    fileprivate var isInvisible: Bool {
        if properties.isWhitespace || properties.isDefaultIgnorableCodePoint || self == "\u{2800}" { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: return true
        default: return false
        }
    }
}
