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
        summary: "How long it lives: 1s to 732d, such as 12h, 180d or 1y.", .duration(Token.lifetimes))

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

    private static let status = Parameter<TokenStatus>(
        optional: "status", "STATUS", summary: "Only those in this status.", .choice)

    private static let expiring = Parameter<Duration>(
        optional: "expiring", "DURATION", summary: "Only live ones that expire within this time, such as 30d.",
        .duration(Token.lifetimes))

    private static let listTokens = Command(
        "list", summary: "Lists the tokens of a tenant, or of all, without their secrets",
        discussion: """
            Those of a tenant in the order in which they were issued, those of all in the order in which they expire. \
            When a token was last used is written down every five minutes, and may be six minutes behind.
            """,
        examples: [
            "muster token list 1042", "muster token list --expiring 30d",
            "muster token list 1042 --connection Okta --status live --json",
        ],
        Action(
            options: [
                Parameter<TenantReference>.onlyTenant, status, expiring, Parameter<String>.onlyConnection,
                Parameter<Int>.limit,
            ]
        ) { invocation in
            let limit = try invocation.value(.limit)
            let selection = Tokens.Selection(
                connection: invocation.valueIfGiven(.onlyConnection), status: invocation.valueIfGiven(status),
                expiringWithin: invocation.valueIfGiven(expiring))
            let columns = ["name", "connection", "status", "createdAt", "expiresAt", "revokedAt", "lastUsedAt", "id"]
            guard let tenant = invocation.valueIfGiven(.onlyTenant) else {
                guard selection.connection == nil else {
                    throw invocation.refuse("--connection needs --tenant TENANT.")
                }
                return try await invocation.administer { administrator in
                    let tokens = try await administrator.tokensOfAllTenants(selection, limit: limit)
                    invocation.tellIfCut(tokens.count, at: limit)
                    return .list(tokens.map(\.json), columns: ["instance", "client"] + columns)
                }
            }
            return try await invocation.administer { administrator in
                let tokens = try await administrator.tokens(of: tenant, selection, limit: limit)
                if tokens.count == limit { invocation.terminal.tell("There may be more: raise --limit.") }
                return .list(tokens.map(\.json), columns: columns)
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
