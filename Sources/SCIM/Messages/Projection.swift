/// Which attributes of a resource an answer holds (RFC 7644 section 3.9, RFC 7643 section 7, `returned`).
public struct Projection: Sendable, Hashable {
    /// The type of the resources.
    public let type: ResourceType
    private let choice: ProjectionChoice
    /// How much of each attribute is returned, by the extension's URI (empty for the core) and the attribute's name.
    ///
    /// Worked out once, and only for a choice: it would cost more than it saves for the one resource of most requests.
    private let extents: [String: [String: ProjectionExtent]]

    /// Whether the client did not restrict the answer.
    public var isEverything: Bool { choice == .standard }

    /// Everything that is returned when the client does not say.
    public init(_ type: ResourceType) {
        self.init(type, choice: .standard)
    }

    /// Reads the two parameters of a query: names separated by commas, in any case, with or without a schema's URI.
    ///
    /// Names that the type does not know are ignored; empty text is the same as nil.
    ///
    /// - Throws: A 400 `invalidSyntax` when both name something: the RFC lets a client use only one.
    public init(attributes: String?, excludedAttributes: String?, type: ResourceType) throws(SCIMError) {
        try self.init(
            attributes: Self.names(in: attributes), excludedAttributes: Self.names(in: excludedAttributes), type: type)
    }

    /// The same for names that are separate already.
    ///
    /// - Throws: A 400 `invalidSyntax` when both name something.
    public init(attributes: [String], excludedAttributes: [String], type: ResourceType) throws(SCIMError) {
        switch (attributes.isEmpty, excludedAttributes.isEmpty) {
        case (true, true): self.init(type, choice: .standard)
        case (false, true): self.init(type, choice: .only(Self.keys(attributes, of: type)))
        case (true, false): self.init(type, choice: .without(Self.keys(excludedAttributes, of: type)))
        case (false, false):
            throw .badRequest(.invalidSyntax, "Send either attributes or excludedAttributes, not both.")
        }
    }

    /// Whether anything of an attribute, or a part such as `members.value`, would be part of the answer.
    public func includes(attributeNamed name: String) -> Bool {
        guard let location = type.location(named: name), let attribute = location.attribute else { return false }
        switch extent(of: attribute, in: location.extensionSchema) {
        case .nothing: return false
        case .whole: return true
        case .parts(let parts): return location.subAttribute.map { parts.contains($0.name) } ?? true
        }
    }

    /// How much of an attribute is returned.
    func extent(of attribute: Attribute, in extensionSchema: Schema?) -> ProjectionExtent {
        guard !isEverything else { return choice.extent(of: attribute, in: extensionSchema) }
        return extents[extensionSchema?.id ?? ""]?[attribute.name] ?? .nothing
    }

    /// The names in a list that is separated by commas, with or without spaces.
    static func names(in text: String?) -> [String] {
        (text ?? "").split { $0 == "," || $0 == " " }.map(String.init)
    }

    private static func keys(_ names: [String], of type: ResourceType) -> Set<AttributeKey> {
        Set(names.compactMap { type.location(named: $0).map(AttributeKey.init) })
    }

    private init(_ type: ResourceType, choice: ProjectionChoice) {
        self.type = type
        self.choice = choice
        var extents: [String: [String: ProjectionExtent]] = [:]
        if choice != .standard {
            extents[""] = Self.extents(of: type.schema.attributes + Schema.common.attributes, in: nil, choice)
            for schema in type.extensions {
                extents[schema.id] = Self.extents(of: schema.attributes, in: schema, choice)
            }
        }
        self.extents = extents
    }

    private static func extents(
        of attributes: [Attribute], in extensionSchema: Schema?, _ choice: ProjectionChoice
    ) -> [String: ProjectionExtent] {
        let extents = attributes.map { ($0.name, choice.extent(of: $0, in: extensionSchema)) }
        return Dictionary(extents, uniquingKeysWith: { first, _ in first })
    }
}
