internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import Platform

extension Command {
    /// Keys of people.
    static let key = Command(
        "key", summary: "Issues, lists, revokes and checks the keys of people",
        discussion: "A key is for one environment, or for the API. It ends for ever when its person leaves.",
        commands: [
            issueKey, listKeys, revokeKey,
            check("key", article: "a key", as: [.environmentKey, .apiKey]),
        ])

    private static let environmentName = Parameter<String>(
        optional: "environment", "NAME", summary: "The environment that the key is for: its name, or its id.", .text())

    private static let kind = Parameter<Key.Kind>(
        optional: "kind", "KIND",
        summary: "What the key opens: api, or environment, which is meant where --environment is given.", .choice)

    private static let lifetime = Parameter<Duration>(
        optional: "expires-in", "DURATION",
        summary: "How long it lives: 1s to 3650d, such as 12h, 180d or 1y. Without it, until it is revoked.",
        .duration(.seconds(1)...Key.maximumLifetime))

    private static let keyID = Parameter<UUID>(
        required: "id", "ID", summary: "The id of the key, as 'muster key list' shows it.", .identifier)

    private static let issueKey = Command(
        "issue", summary: "Issues a key to somebody and shows its secret once",
        discussion: """
            Only a digest is kept, so the secret cannot be shown again. Refused for people who have left, and for \
            environments of teams that the person is not in. Needs the setting pepper-file, the same file as the \
            server's.
            """,
        examples: [
            "muster key issue --tenant 1042 --user anna@example.com --environment production",
            "muster key issue --tenant 1042 --user anna@example.com --kind api --expires-in 90d --json",
        ],
        Action(options: [Parameter.tenant, Parameter<UserReference>.user, environmentName, kind, lifetime]) {
            invocation in
            let purpose = try purpose(invocation)
            _ = try invocation.settings.value(PlatformSettings.pepper)
            return try await invocation.administer { administrator in
                let issued = try await administrator.issueKey(
                    to: try invocation.value(.user), of: try invocation.value(.tenant), for: purpose,
                    lifetime: invocation.valueIfGiven(lifetime))
                return .secret(issued.json, "key")
            }
        })

    private static func purpose(_ invocation: Invocation) throws(UsageError) -> KeyPurpose {
        switch (invocation.valueIfGiven(kind), invocation.valueIfGiven(environmentName)) {
        case (.api, nil): .api
        case (.environment, let name?), (nil, let name?): .environment(name)
        case (.api, .some): throw invocation.refuse("--kind api and --environment exclude one another.")
        case (.environment, nil), (nil, nil):
            throw invocation.refuse("--environment NAME or --kind api is missing: what the key is to open.")
        }
    }

    private static let listKeys = Command(
        "list", summary: "Lists the keys of a tenant or of one person, without their secrets",
        examples: ["muster key list --tenant 1042", "muster key list --tenant 1042 --user anna@example.com"],
        Action(options: [Parameter.tenant, Parameter<UserReference>.onlyUser]) { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.keys(
                        of: invocation.valueIfGiven(.onlyUser), in: try invocation.value(.tenant)
                    ).map(\.json),
                    columns: ["kind", "environment", "user", "createdAt", "expiresAt", "revokedAt", "id"])
            }
        })

    private static let revokeKey = Command(
        "revoke", summary: "Revokes a key for ever",
        discussion: "It counts no more from now on. Revoking a revoked key changes nothing and is no error.",
        examples: ["muster key revoke --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [keyID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.revokeKey(
                        try invocation.value(keyID), of: try invocation.value(.tenant)
                    ).json)
            }
        })
}
