internal import Administration
internal import Configuration
internal import Directory

extension Command {
    /// Identity providers of a tenant.
    static let connection = Command(
        "connection", summary: "Connects identity providers to a tenant, and lets them in or not",
        discussion:
            "Every tenant begins with the connection 'default'. Tokens and external ids belong to a connection.",
        commands: [
            createConnection, listConnections,
            switchConnection(.on, "Lets the identity provider of a connection in"),
            switchConnection(.off, "Refuses every request of a connection's identity provider, from now on"),
        ])

    private static let name = Parameter<String>(
        required: "name", "NAME", summary: "The name of the connection, 1 to 100 characters.", .text())

    private static let createConnection = Command(
        "create", summary: "Connects a further identity provider",
        examples: ["muster connection create --tenant 1042 --name Okta"],
        Action(options: [Parameter.tenant, name]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.createConnection(
                        of: try invocation.value(.tenant), name: try invocation.value(name)
                    ).json)
            }
        })

    private static let listConnections = Command(
        "list", summary: "Lists the connections of a tenant, or of all, and when they were last used",
        examples: ["muster connection list 1042", "muster connection list --json"],
        Action(options: [Parameter<TenantReference>.onlyTenant, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            let columns = ["name", "status", "liveTokens", "expiresAt", "lastUsedAt", "id"]
            guard let tenant = invocation.valueIfGiven(.onlyTenant) else {
                return try await invocation.administer { administrator in
                    let uses = try await administrator.connectionsOfAllTenants(limit: limit)
                    invocation.tellIfCut(uses.count, at: limit)
                    return .list(uses.map { $0.json($0.element.json) }, columns: ["instance", "client"] + columns)
                }
            }
            return try await invocation.administer { administrator in
                let uses = try await administrator.connections(of: tenant, limit: limit)
                if uses.count == limit { invocation.terminal.tell("There may be more: raise --limit.") }
                return .list(uses.map(\.json), columns: columns)
            }
        })

    private static func switchConnection(_ status: Connection.Status, _ summary: String) -> Command {
        Command(
            status.rawValue, summary: summary,
            examples: ["muster connection \(status.rawValue) --tenant 1042 --name Okta"],
            Action(options: [Parameter.tenant, name]) { invocation in
                try await invocation.administer { administrator in
                    .one(
                        try await administrator.setConnection(
                            named: try invocation.value(name), of: try invocation.value(.tenant), to: status
                        ).json)
                }
            })
    }
}
