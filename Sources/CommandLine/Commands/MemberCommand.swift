internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials

extension Command {
    /// Memberships.
    static let member = Command(
        "member", summary: "Shows who belongs to a tenant's organisation, and gives roles",
        commands: [listMembers, setRole])

    private static let all = Switch("all", summary: "Also those whose membership is soft-deleted.")

    private static let role = Parameter<Role>(
        required: "role", "ROLE", summary: "What the person may do; Blank sees nothing.", .choice)

    private static let onlyRole = Parameter<Role>(
        optional: "role", "ROLE", summary: "Only those with this role.", .choice)

    private static let listMembers = Command(
        "list", summary: "Lists the memberships of a tenant in the order in which people came",
        examples: ["muster member list 1042", "muster member list 1042 --all --role Owner --json"],
        Action(
            options: [Parameter.tenant, onlyRole, Parameter<UUID>.after, Parameter<Int>.limit], switches: [all]
        ) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let members = try await administrator.memberships(
                    of: try invocation.value(.tenant), includingDeleted: invocation.isOn(all),
                    role: invocation.valueIfGiven(onlyRole), after: invocation.valueIfGiven(.after), limit: limit)
                invocation.tellIfCut(members.count, at: limit, last: members.last?.user.text)
                return .list(members.map(\.json), columns: ["userName", "role", "status", "deletedAt", "user"])
            }
        })

    private static let setRole = Command(
        "role", summary: "Gives somebody a role",
        discussion: "An Owner is beyond the reach of identity providers: they cannot deactivate or delete one.",
        examples: ["muster member role 1042 anna@example.com Owner"],
        Action(positionals: [Parameter<UserReference>.user, role], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.setRole(
                        try invocation.value(role), of: try invocation.value(.user), in: try invocation.value(.tenant)
                    ).json)
            }
        })
}
