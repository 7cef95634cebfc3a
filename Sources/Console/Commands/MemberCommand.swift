internal import Administration
internal import Configuration
internal import Directory

extension Command {
    /// Memberships.
    static let member = Command(
        "member", summary: "Shows who belongs to a tenant's organisation, and gives roles",
        commands: [listMembers, setRole])

    private static let all = Switch("all", summary: "Also those whose membership is soft-deleted.")

    private static let role = Parameter<Role>(
        required: "role", "ROLE", summary: "What the person may do; Blank sees nothing.", .choice)

    private static let listMembers = Command(
        "list", summary: "Lists the memberships of a tenant in the order in which they were made",
        examples: ["muster member list --tenant 1042", "muster member list --tenant 1042 --all --json"],
        Action(options: [Parameter.tenant], switches: [all]) { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.memberships(
                        of: try invocation.value(.tenant), includingDeleted: invocation.isOn(all)
                    ).map(\.json),
                    columns: ["userName", "role", "status", "deletedAt", "user"])
            }
        })

    private static let setRole = Command(
        "role", summary: "Gives somebody a role",
        discussion: "An Owner is beyond the reach of identity providers: they cannot deactivate or delete one.",
        examples: ["muster member role --tenant 1042 anna@example.com Owner"],
        Action(positionals: [Parameter<UserReference>.user, role], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.setRole(
                        try invocation.value(role), of: try invocation.value(.user), in: try invocation.value(.tenant)
                    ).json)
            }
        })
}
