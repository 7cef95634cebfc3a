internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import JSON
internal import Platform

extension Command {
    /// SCIM tokens.
    static let token = Command(
        "token", summary: "Issues, lists and revokes the tokens of identity providers",
        commands: [issueToken, listTokens, revokeToken])

    private static let name = Parameter<String>(
        required: "name", "NAME", summary: "A name for staff, 1 to 100 characters.", .text())

    private static let lifetime = Parameter<Duration>(
        required: "expires-in", "DURATION",
        summary: "How long it lives: 1s, 30m, 12h or 180d, at most 732d.", .duration())

    private static let connectionName = Parameter<String>(
        optional: "connection", "NAME", summary: "The connection it is for; needed where there are several.", .text())

    private static let tokenID = Parameter<UUID>(
        required: "id", "ID", summary: "The id of the token, as 'muster token list' shows it.", .identifier)

    private static let issueToken = Command(
        "issue", summary: "Issues a token and shows its secret once",
        discussion: """
            Only a digest is kept, so the secret cannot be shown again. Needs the setting pepper-file, the same file \
            as the server's.
            """,
        examples: [
            "muster token issue --tenant 1042 --name Entra --expires-in 180d",
            "muster token issue --tenant 1042 --connection Okta --name Okta --expires-in 90d --json",
        ],
        Action(options: [Parameter.tenant, name, lifetime, connectionName]) { invocation in
            _ = try invocation.settings.value(PlatformSettings.pepper)
            return try await invocation.administer { administrator in
                let issued = try await administrator.issueToken(
                    for: try invocation.value(.tenant), name: try invocation.value(name),
                    lifetime: try invocation.value(lifetime), connection: invocation.valueIfGiven(connectionName))
                return .secret(issued.json, "token")
            }
        })

    private static let listTokens = Command(
        "list", summary: "Lists the tokens of a tenant, without their secrets",
        discussion: "When a token was last used is written down every five minutes, and may be six minutes behind.",
        examples: ["muster token list --tenant 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.tokens(of: try invocation.value(.tenant)).map(\.json),
                    columns: [
                        "name", "connection", "status", "createdAt", "expiresAt", "revokedAt", "lastUsedAt", "id",
                    ])
            }
        })

    private static let revokeToken = Command(
        "revoke", summary: "Revokes a token for ever",
        discussion: "The next request with it is refused. Revoking a revoked token changes nothing and is no error.",
        examples: ["muster token revoke --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [tokenID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.revokeToken(
                        try invocation.value(tokenID), of: try invocation.value(.tenant)
                    ).json)
            }
        })
}
