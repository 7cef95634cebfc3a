internal import JSON

extension ResourceType {
    /// The type as `/ResourceTypes` shows it (RFC 7643 section 6).
    func definition(baseURL: String) -> JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": .string(name),
            "name": .string(name),
            "description": .string(summary),
            "endpoint": .string(endpoint),
            "schema": .string(schema.id),
            "schemaExtensions": .array(extensions.map { ["schema": .string($0.id), "required": false] }),
            "meta": Discovery.meta("ResourceType", location: "\(baseURL)/ResourceTypes/\(name)"),
        ]
    }
}
