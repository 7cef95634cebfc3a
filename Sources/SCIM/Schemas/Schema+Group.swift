extension Schema {
    /// The core schema of a group (RFC 7643 section 4.2).
    public static let group = Schema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group",
        name: "Group",
        summary: "A team of people in this tenant",
        attributes: [
            Attribute(
                "displayName", .string, "The name of the group; unique in the tenant, in any case", isRequired: true,
                uniqueness: .server, maximumBytes: Limits.indexedBytes),
            Attribute(
                "members", .complex, "The people in the group", isMultiValued: true, isKeptApart: true,
                subAttributes: [
                    Attribute("value", .string, "The id of the person", isCaseExact: true, mutability: .immutable),
                    Attribute(
                        "$ref", .reference, "The URI of the person", isCaseExact: true, mutability: .immutable,
                        referenceTypes: ["User"]),
                    Attribute("display", .string, "The name of the person", mutability: .readOnly),
                    Attribute(
                        "type", .string, "The kind of member", canonicalValues: ["User"], mutability: .immutable),
                ]),
        ])
}
