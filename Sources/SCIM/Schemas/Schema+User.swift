extension Schema {
    /// The core schema of a person (RFC 7643 section 4.1).
    public static let user = Schema(
        id: "urn:ietf:params:scim:schemas:core:2.0:User",
        name: "User",
        summary: "A person in this tenant",
        attributes: userAttributes)

    private static let userAttributes: [Attribute] = [
        Attribute(
            "userName", .string, "The name by which the person signs in; unique in the tenant, in any case",
            isRequired: true, uniqueness: .server, maximumBytes: Limits.indexedBytes),
        Attribute("name", .complex, "The parts of the person's name", subAttributes: nameParts),
        Attribute("displayName", .string, "The name to show", maximumBytes: Limits.indexedBytes),
        Attribute("nickName", .string, "The casual name"),
        Attribute("profileUrl", .reference, "The address of the person's page", referenceTypes: ["external"]),
        Attribute("title", .string, "The title, such as \"Vice President\""),
        Attribute("userType", .string, "The relation to the organisation, such as \"Employee\""),
        Attribute("preferredLanguage", .string, "The preferred language, such as \"en-US\""),
        Attribute("locale", .string, "The locale for times, currency and numbers"),
        Attribute("timezone", .string, "The time zone, such as \"Europe/Berlin\""),
        Attribute("active", .boolean, "Whether the person has access", isKeptApart: true),
        Attribute(
            "password", .string, "Accepted and not kept: people sign in elsewhere", mutability: .writeOnly,
            returned: .never),
        .plural("emails", "E-mail addresses", types: ["work", "home", "other"], maximumBytes: Limits.indexedBytes),
        .plural("phoneNumbers", "Telephone numbers", types: ["work", "home", "mobile", "fax", "pager", "other"]),
        .plural("ims", "Instant messaging addresses", types: []),
        .plural(
            "photos", "Addresses of pictures", types: ["photo", "thumbnail"], value: .reference,
            referenceTypes: ["external"]),
        Attribute(
            "addresses", .complex, "Postal addresses", isMultiValued: true, subAttributes: addressParts),
        Attribute(
            "groups", .complex, "The groups the person is in; changed through the groups", isMultiValued: true,
            mutability: .readOnly, subAttributes: groupParts),
        .plural("entitlements", "Things the person may use", types: []),
        .plural("roles", "Roles of the person", types: []),
        .plural("x509Certificates", "Certificates", types: [], value: .binary),
    ]

    private static let nameParts: [Attribute] = [
        Attribute("formatted", .string, "The whole name"),
        Attribute("familyName", .string, "The family name"),
        Attribute("givenName", .string, "The given name"),
        Attribute("middleName", .string, "The middle names"),
        Attribute("honorificPrefix", .string, "The title before the name"),
        Attribute("honorificSuffix", .string, "The suffix after the name"),
    ]

    private static let addressParts: [Attribute] = [
        Attribute("formatted", .string, "The whole address"),
        Attribute("streetAddress", .string, "Street and number"),
        Attribute("locality", .string, "The city"),
        Attribute("region", .string, "The state or region"),
        Attribute("postalCode", .string, "The postal code"),
        Attribute("country", .string, "The country"),
        Attribute("type", .string, "What the address is for", canonicalValues: ["work", "home", "other"]),
        Attribute("primary", .boolean, "Whether this is the preferred address"),
    ]

    private static let groupParts: [Attribute] = [
        Attribute("value", .string, "The id of the group", isCaseExact: true, mutability: .readOnly),
        Attribute(
            "$ref", .reference, "The URI of the group", isCaseExact: true, mutability: .readOnly,
            referenceTypes: ["Group"]),
        Attribute("display", .string, "The name of the group", mutability: .readOnly),
        Attribute(
            "type", .string, "How the person is in it", canonicalValues: ["direct"], mutability: .readOnly),
    ]
}

extension Attribute {
    /// A multi-valued attribute with the default sub-attributes (RFC 7643 section 2.4).
    static func plural(
        _ name: String, _ summary: String, types: [String], value: Kind = .string, referenceTypes: [String] = [],
        maximumBytes: Int? = nil
    ) -> Attribute {
        Attribute(
            name, .complex, summary, isMultiValued: true,
            subAttributes: [
                Attribute("value", value, "The value", referenceTypes: referenceTypes, maximumBytes: maximumBytes),
                Attribute("display", .string, "The value as shown to people"),
                Attribute("type", .string, "What the value is for", canonicalValues: types),
                Attribute("primary", .boolean, "Whether this is the preferred value"),
            ])
    }
}
