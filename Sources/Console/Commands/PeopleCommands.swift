internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials

extension Command {
    /// People.
    static let user = Command(
        "user", summary: "Shows the people of a tenant, and moves them on in their life",
        commands: [listUsers, showUser, completeSetUp, anonymise])

    /// Groups.
    static let group = Command("group", summary: "Shows the groups of a tenant", commands: [listGroups])

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
        Action(positionals: [Parameter<UserReference>.user], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.user(
                        try invocation.value(.user), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let completeSetUp = Command(
        "setup-complete", summary: "Notes that somebody pending has finished setting up",
        discussion: "The person is active then. Who is active already stays as they are, which is no error.",
        examples: [
            "muster user setup-complete --tenant 1042 --user anna@example.com",
            "muster user setup-complete anna@example.com --tenant 1042 --json",
        ],
        Action(
            positionals: [Parameter<UserReference>.userByPosition],
            options: [Parameter.tenant, Parameter<UserReference>.user]
        ) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.completeSetUp(
                        try invocation.value(.user), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let anonymise = Command(
        "anonymise", summary: "Replaces the personal data of somebody who has left, for ever",
        discussion: """
            Only who is deactivated can be anonymised. The id, the log and the receipts stay. A person whom the             identity provider has deleted is named by id. Anonymising twice changes nothing and is no error.
            """,
        examples: ["muster user anonymise --tenant 1042 --user 0198c0de-0000-7000-8000-000000000001"],
        Action(
            positionals: [Parameter<UserReference>.userByPosition],
            options: [Parameter.tenant, Parameter<UserReference>.user]
        ) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.anonymise(
                        try invocation.value(.user), of: try invocation.value(.tenant)
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
