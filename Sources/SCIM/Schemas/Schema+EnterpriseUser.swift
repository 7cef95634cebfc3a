extension Schema {
    /// The enterprise extension of a person (RFC 7643 section 4.3).
    public static let enterpriseUser = Schema(
        id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        name: "EnterpriseUser",
        summary: "A person's place in the organisation",
        attributes: [
            Attribute("employeeNumber", .string, "The number of the employee"),
            Attribute("costCenter", .string, "The cost centre"),
            Attribute("organization", .string, "The organisation"),
            Attribute("division", .string, "The division"),
            Attribute("department", .string, "The department"),
            Attribute(
                "manager", .complex, "The person's manager",
                subAttributes: [
                    Attribute("value", .string, "The id of the manager; it may be unknown here", isCaseExact: true),
                    Attribute(
                        "$ref", .reference, "The URI of the manager", isCaseExact: true, referenceTypes: ["User"]),
                    Attribute("displayName", .string, "The name of the manager"),
                ]),
        ])
}
