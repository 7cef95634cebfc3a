internal import Administration
internal import Configuration
internal import Directory

extension Command {
    /// Environments of a tenant.
    static let environment = Command(
        "environment", summary: "Adds environments, and leaves them to teams",
        discussion:
            "People hold keys for environments. A new one is open to everybody in the tenant; one that was left to groups "
            + "is for their members only, and for nobody when they are gone, until it is opened again.",
        commands: [
            createEnvironment, listEnvironments,
            change(
                "assign", "Leaves an environment to the members of a group",
                """
                The members of all its groups may use it. From now on, keys of everybody else count no more; they \
                count again when their people come into a group of it.
                """
            ) { administrator, environment, group, tenant in
                try await administrator.assignEnvironment(environment, to: group, of: tenant)
            },
            change(
                "unassign", "Takes an environment from a group",
                "One that has no group left is closed to everybody, until it is left to another one or opened."
            ) { administrator, environment, group, tenant in
                try await administrator.unassignEnvironment(environment, from: group, of: tenant)
            },
            openEnvironment,
        ])

    private static let name = Parameter<String>(
        required: "name", "NAME", summary: "The name of the environment, 1 to 100 characters.", .text())

    private static let reference = Parameter<String>(
        required: "environment", "NAME", summary: "The environment: its name, or its id.", .text())

    private static let owningGroup = Parameter<String>(
        required: "group", "GROUP", summary: "The group: its name, or its id.", .text())

    private static let createEnvironment = Command(
        "create", summary: "Adds an environment to a tenant",
        examples: ["muster environment create --tenant 1042 --name production"],
        Action(options: [Parameter.tenant, name]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.createEnvironment(
                        of: try invocation.value(.tenant), name: try invocation.value(name)
                    ).json)
            }
        })

    private static let listEnvironments = Command(
        "list", summary: "Lists the environments of a tenant by name",
        examples: ["muster environment list --tenant 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.environments(of: try invocation.value(.tenant)).map(\.details),
                    columns: ["name", "id", "isRestricted", "groups"])
            }
        })

    private static let openEnvironment = Command(
        "open", summary: "Lets everybody in the tenant use an environment, and takes it from all groups",
        discussion: "Keys of everybody count again that have not been revoked.",
        examples: ["muster environment open --tenant 1042 --environment production"],
        Action(options: [Parameter.tenant, reference]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.openEnvironment(
                        try invocation.value(reference), of: try invocation.value(.tenant)
                    ).details)
            }
        })

    private static func change(
        _ word: String, _ summary: String, _ discussion: String,
        _ body: @escaping @Sendable (Administrator, String, String, TenantReference) async throws -> Environment
    ) -> Command {
        Command(
            word, summary: summary, discussion: discussion,
            examples: ["muster environment \(word) --tenant 1042 --environment production --group Operations"],
            Action(options: [Parameter.tenant, reference, owningGroup]) { invocation in
                try await invocation.administer { administrator in
                    let environment = try await body(
                        administrator, try invocation.value(reference), try invocation.value(owningGroup),
                        try invocation.value(.tenant))
                    return .one(environment.details)
                }
            })
    }
}
