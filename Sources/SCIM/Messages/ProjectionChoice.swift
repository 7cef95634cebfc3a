/// What a client said about the attributes that it wants, and what follows for each attribute.
enum ProjectionChoice: Hashable {
    /// Nothing: what is returned by default.
    case standard
    /// Only these, and what is always returned.
    case only(Set<AttributeKey>)
    /// What is returned by default, without these.
    case without(Set<AttributeKey>)

    /// How much of an attribute is returned.
    func extent(of attribute: Attribute, in extensionSchema: Schema?) -> ProjectionExtent {
        switch attribute.returned {
        case .never: return .nothing
        case .always: return .whole
        case .default, .request: break
        }
        guard !attribute.subAttributes.isEmpty else {
            return includes(attribute, in: extensionSchema) ? .whole : .nothing
        }
        let parts = attribute.subAttributes.filter { includes(attribute, part: $0, in: extensionSchema) }
        guard parts.count < attribute.subAttributes.count else { return .whole }
        return parts.isEmpty ? .nothing : .parts(parts.map(\.name))
    }

    private func includes(_ attribute: Attribute, part: Attribute? = nil, in extensionSchema: Schema?) -> Bool {
        guard part?.returned != .never else { return false }
        let isDefault = attribute.returned == .default && part?.returned != .request
        guard self != .standard else { return isDefault }
        let schemaKey = AttributeKey(extensionSchema)
        let attributeKey = AttributeKey(extensionSchema, attribute)
        let partKey = part.map { AttributeKey(extensionSchema, attribute, $0) }
        switch self {
        case .standard:
            return isDefault
        case .only(let keys):
            if let partKey, keys.contains(partKey) { return true }
            return keys.contains(attributeKey) && part?.returned != .request || keys.contains(schemaKey) && isDefault
        case .without(let keys):
            return isDefault && keys.isDisjoint(with: [schemaKey, attributeKey, partKey ?? attributeKey])
        }
    }
}

/// How much of an attribute is returned.
enum ProjectionExtent: Hashable {
    case nothing
    case whole
    /// The parts of those names.
    case parts([String])
}

/// The place of a schema, an attribute or a part, without case.
struct AttributeKey: Hashable {
    private let schema: String?
    private let attribute: String?
    private let part: String?

    init(_ extensionSchema: Schema?, _ attribute: Attribute? = nil, _ part: Attribute? = nil) {
        schema = extensionSchema?.key
        self.attribute = attribute?.key
        self.part = part?.key
    }

    init(_ location: AttributeLocation) {
        self.init(location.extensionSchema, location.attribute, location.subAttribute)
    }
}
