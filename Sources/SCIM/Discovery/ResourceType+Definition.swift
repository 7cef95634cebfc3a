internal import JSON

extension ResourceType {
    /// The type as `/ResourceTypes` shows it (RFC 7643 section 6); a type without extensions does not mention them.
    func definition(baseURL: String) -> JSON {
        var definition: JSON.Object = [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": .string(name),
            "name": .string(name),
            "description": .string(summary),
            "endpoint": .string(endpoint),
            "schema": .string(schema.id),
            "meta": Discovery.meta("ResourceType", location: "\(baseURL)/ResourceTypes/\(name)"),
        ]
        let extensions = extensions.map { ["schema": .string($0.id), "required": false] as JSON }
        if !extensions.isEmpty { definition.append("schemaExtensions", .array(extensions)) }
        return .object(definition)
    }
}
