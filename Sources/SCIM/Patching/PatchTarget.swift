/// What a path in the text of a PATCH names.
enum PatchTarget {
    /// An attribute, a part of one or elements of one.
    case attribute(PatchPath)
    /// All attributes of a schema: an extension, or the core schema if there is none.
    case schema(Schema?)

    /// Reads a path. Nil when the type has no such attribute, which only the caller can judge.
    ///
    /// - Throws: A 400 `invalidPath` when the text is no path, `invalidFilter` when the filter in it is none.
    static func parsing(_ text: String, for type: ResourceType) throws(SCIMError) -> PatchTarget? {
        guard text.utf8.count <= Limits.pathBytes else {
            throw .badRequest(.invalidPath, "A path may have at most \(Limits.pathBytes) bytes in UTF-8.")
        }
        var parser = FilterParser(text, for: type)
        parser.scanner.skipSpace()
        let name = parser.scanner.readName()
        guard !name.isEmpty else { throw malformed(at: parser.scanner) }
        guard let location = type.location(named: name) else { return nil }
        let target = try AttributeReference(location).map { reference throws(SCIMError) in
            try parseElements(of: reference, &parser).map(PatchTarget.attribute)
        }
        parser.scanner.skipSpace()
        guard parser.scanner.isAtEnd else { throw malformed(at: parser.scanner) }
        return target ?? .schema(location.extensionSchema)
    }

    /// Reads `[filter]` and `.part` behind an attribute, if they are there. Nil when it has no such part.
    private static func parseElements(
        of reference: AttributeReference, _ parser: inout FilterParser
    ) throws(SCIMError) -> PatchPath? {
        guard parser.scanner.next == UInt8(ascii: "[") else { return PatchPath(reference) }
        guard reference.subAttribute == nil, !reference.attribute.subAttributes.isEmpty else {
            throw malformed(at: parser.scanner)
        }
        let filter = try parser.parseElementFilter(of: reference)
        guard parser.scanner.take(".") else { return PatchPath(reference, filter: filter) }
        guard let part = reference.attribute.subAttribute(named: parser.scanner.readName()) else { return nil }
        return PatchPath(reference.part(part), filter: filter)
    }

    private static func malformed(at scanner: FilterScanner) -> SCIMError {
        .badRequest(
            .invalidPath,
            "The path cannot be read at character \(scanner.position(of: scanner.offset)). "
                + "Write it as userName, name.givenName, emails[type eq \"work\"].value or urn:…:User:department.")
    }
}
