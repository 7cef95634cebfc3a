public import JSON

/// What this service says about itself (RFC 7644 section 4, RFC 7643 sections 5 to 7).
///
/// Everywhere `baseURL` is the address of the SCIM endpoint without a slash at its end.
public enum Discovery {
    /// The resource types that can be provisioned.
    public static let types: [ResourceType] = [.user, .group]

    /// All resource types.
    public static func resourceTypes(baseURL: String) -> [JSON] {
        types.map { $0.definition(baseURL: baseURL) }
    }

    /// The resource type with that name, nil when there is none.
    public static func resourceType(named name: String, baseURL: String) -> JSON? {
        types.first { $0.name.utf8.elementsEqual(name.utf8) }?.definition(baseURL: baseURL)
    }

    /// All schemas, each once.
    public static func schemas(baseURL: String) -> [JSON] {
        allSchemas.map { $0.definition(baseURL: baseURL) }
    }

    /// The schema with that URI, in any case; nil when there is none.
    public static func schema(withID id: String, baseURL: String) -> JSON? {
        let key = id.foldedName
        return allSchemas.first { $0.key.utf8.elementsEqual(key.utf8) }?.definition(baseURL: baseURL)
    }

    /// What is supported, and how clients authenticate.
    public static func serviceProviderConfig(baseURL: String) -> JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": ["supported": true],
            "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
            "filter": ["supported": true, "maxResults": .integer(Int64(Limits.maximumPage))],
            "changePassword": ["supported": false],
            "sort": ["supported": true],
            "etag": ["supported": true],
            "authenticationSchemes": [bearerToken],
            "meta": meta("ServiceProviderConfig", location: "\(baseURL)/ServiceProviderConfig"),
        ]
    }

    static func meta(_ resourceType: String, location: String) -> JSON {
        ["resourceType": .string(resourceType), "location": .string(location)]
    }

    private static let bearerToken: JSON = [
        "type": "oauthbearertoken",
        "name": "OAuth Bearer Token",
        "description": "A token that was issued for one connection, sent as a bearer token in the header Authorization",
        "specUri": "https://www.rfc-editor.org/info/rfc6750",
        "primary": true,
    ]

    private static var allSchemas: [Schema] {
        types.flatMap { [$0.schema] + $0.extensions }
    }
}
