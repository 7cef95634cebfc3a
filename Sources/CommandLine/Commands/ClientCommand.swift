internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import Platform

extension Command {
    /// The operator's own programs.
    static let client = Command(
        "client", summary: "Registers, lists and revokes the operator's own programs",
        discussion:
            "A client asks on every tenant's host whether keys and sessions count, and reads the events of all tenants. "
            + "It belongs to the platform, not to a tenant.",
        commands: [createClient, listClients, revokeClient])

    private static let name = Parameter<String>(
        required: "name", "NAME", summary: "A name for staff, 1 to 100 characters.", .text())

    private static let clientID = Parameter<UUID>(
        required: "id", "ID", summary: "The id of the client, as 'muster client list' shows it.", .identifier)

    private static let createClient = Command(
        "create", summary: "Registers a client and shows its secret once",
        discussion: """
            The id is the user name and the secret the password of its Basic authentication. Only a digest is kept, so \
            the secret cannot be shown again. Needs the setting pepper-file, the same file as the server's.
            """,
        examples: ["muster client create --name product"],
        Action(options: [name]) { invocation in
            _ = try invocation.settings.value(PlatformSettings.pepper)
            return try await invocation.administer { administrator in
                .secret(try await administrator.createClient(name: try invocation.value(name)).json, "client's secret")
            }
        })

    private static let listClients = Command(
        "list", summary: "Lists the clients, without their secrets", examples: ["muster client list"],
        Action { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.clients().map(\.json), columns: ["name", "createdAt", "revokedAt", "id"])
            }
        })

    private static let revokeClient = Command(
        "revoke", summary: "Refuses every request of a client, from now on",
        discussion: "Revoking a revoked client changes nothing and is no error.",
        examples: ["muster client revoke 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [clientID]) { invocation in
            try await invocation.administer { administrator in
                .one(try await administrator.revokeClient(try invocation.value(clientID)).json)
            }
        })
}
