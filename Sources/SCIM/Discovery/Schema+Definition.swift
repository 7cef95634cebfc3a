internal import JSON

extension Schema {
    /// The schema as `/Schemas` shows it (RFC 7643 section 7).
    func definition(baseURL: String) -> JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": .string(id),
            "name": .string(name),
            "description": .string(summary),
            "attributes": .array(attributes.map(\.definition)),
            "meta": Discovery.meta("Schema", location: "\(baseURL)/Schemas/\(id)"),
        ]
    }
}

extension Attribute {
    /// The attribute as `/Schemas` shows it; lists that are empty are left out.
    fileprivate var definition: JSON {
        var definition: JSON.Object = [
            "name": .string(name),
            "type": .string(kind.rawValue),
            "multiValued": .bool(isMultiValued),
            "description": .string(summary),
            "required": .bool(isRequired),
            "caseExact": .bool(isCaseExact),
            "mutability": .string(mutability.rawValue),
            "returned": .string(returned.rawValue),
            "uniqueness": .string(uniqueness.rawValue),
        ]
        if !canonicalValues.isEmpty { definition.append("canonicalValues", .array(canonicalValues.map(JSON.string))) }
        if !referenceTypes.isEmpty { definition.append("referenceTypes", .array(referenceTypes.map(JSON.string))) }
        if !subAttributes.isEmpty { definition.append("subAttributes", .array(subAttributes.map(\.definition))) }
        return .object(definition)
    }
}
