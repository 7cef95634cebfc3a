extension Schema {
    /// The attributes that every resource has (RFC 7643 section 3.1). Not a schema of its own on the wire.
    public static let common = Schema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Common",
        name: "Common",
        summary: "What every resource has",
        attributes: [
            Attribute(
                "schemas", .reference, "The URIs of the schemas present", isMultiValued: true, isRequired: true,
                isCaseExact: true, mutability: .readOnly, returned: .always, referenceTypes: ["uri"]),
            Attribute(
                "id", .string, "The identifier that this service gave to the resource", isCaseExact: true,
                mutability: .readOnly, returned: .always, uniqueness: .server),
            Attribute(
                "externalId", .string, "The identifier that the provisioning client gave to the resource",
                isCaseExact: true, maximumBytes: Limits.indexedBytes),
            Attribute(
                "meta", .complex, "What this service knows about the resource", mutability: .readOnly,
                subAttributes: [
                    Attribute("resourceType", .string, "The resource type", isCaseExact: true, mutability: .readOnly),
                    Attribute("created", .dateTime, "When it was made", mutability: .readOnly),
                    Attribute("lastModified", .dateTime, "When it was last changed", mutability: .readOnly),
                    Attribute(
                        "location", .reference, "Its URI", isCaseExact: true, mutability: .readOnly,
                        referenceTypes: ["uri"]),
                    Attribute("version", .string, "Its entity tag", isCaseExact: true, mutability: .readOnly),
                ]),
        ])
}
