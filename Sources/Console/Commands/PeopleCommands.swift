internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials

extension Command {
    /// People.
    static let user = Command(
        "user", summary: "Shows the people of a tenant", commands: [listUsers, showUser])

    /// Groups.
    static let group = Command("group", summary: "Shows the groups of a tenant", commands: [listGroups])

    private static let userReference = Parameter<String>(
        required: "user", "USER", summary: "The id of the person, or the userName.", .text())

    private static let listUsers = Command(
        "list", summary: "Lists the people of a tenant in the order in which they came",
        examples: ["muster user list --tenant 1042"],
        Action(options: [Parameter.tenant, Parameter<UUID>.after, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let users = try await administrator.users(
                    of: try invocation.value(.tenant), after: invocation.valueIfGiven(.after), limit: limit)
                invocation.tellIfCut(users.count, at: limit, last: users.last?.id.text)
                return .list(
                    users.map(\.json), columns: ["userName", "displayName", "status", "role", "updatedAt", "id"])
            }
        })

    private static let showUser = Command(
        "show", summary: "Shows a person with external ids and groups",
        examples: ["muster user show --tenant 1042 anna@example.com"],
        Action(positionals: [userReference], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.user(
                        UserReference(try invocation.value(userReference)), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let listGroups = Command(
        "list", summary: "Lists the groups of a tenant in the order in which they came",
        examples: ["muster group list --tenant 1042"],
        Action(options: [Parameter.tenant, Parameter<UUID>.after, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let groups = try await administrator.groups(
                    of: try invocation.value(.tenant), after: invocation.valueIfGiven(.after), limit: limit)
                invocation.tellIfCut(groups.count, at: limit, last: groups.last?.id.text)
                return .list(
                    groups.map(\.json), columns: ["displayName", "members", "connection", "updatedAt", "id"])
            }
        })
}
