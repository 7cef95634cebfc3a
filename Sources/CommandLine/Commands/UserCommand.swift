internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials

extension Command {
    /// People.
    static let user = Command(
        "user", summary: "Shows the people of a tenant, makes some by hand, and moves them on in their life",
        commands: [listUsers, showUser, createUser, completeSetUp, anonymise])

    private static let status = Parameter<UserStatus>(
        optional: "status", "STATUS", summary: "Only those in this status.", .choice)

    private static let role = Parameter<Role>(
        optional: "role", "ROLE", summary: "Only those with this role.", .choice)

    private static let listUsers = Command(
        "list", summary: "Lists the people of a tenant, or of all, in the order in which they came",
        discussion: "Deleted people are not listed; 'muster user show' takes their ids.",
        examples: [
            "muster user list 1042", "muster user list acme --status active --role Owner --connection Okta --json",
            "muster user list --status pending",
        ],
        Action(
            options: [
                Parameter<TenantReference>.onlyTenant, status, role, Parameter<String>.onlyConnection,
                Parameter<UUID>.after, Parameter<Int>.limit,
            ]
        ) { invocation in
            let (limit, after) = (try invocation.value(.limit), invocation.valueIfGiven(Parameter<UUID>.after))
            let selection = UserSummaries.Selection(
                status: invocation.valueIfGiven(status), role: invocation.valueIfGiven(role),
                connection: invocation.valueIfGiven(.onlyConnection))
            let columns = ["userName", "displayName", "status", "role", "updatedAt", "id"]
            guard let tenant = invocation.valueIfGiven(.onlyTenant) else {
                guard after == nil else { throw invocation.refuse("--after needs --tenant TENANT.") }
                return try await invocation.administer { administrator in
                    let users = try await administrator.usersOfAllTenants(selection, limit: limit)
                    invocation.tellIfCut(users.count, at: limit)
                    return .list(users.map { $0.json($0.element.json) }, columns: ["instance", "client"] + columns)
                }
            }
            return try await invocation.administer { administrator in
                let users = try await administrator.users(of: tenant, selection, after: after, limit: limit)
                invocation.tellIfCut(users.count, at: limit, last: users.last?.id.text)
                return .list(users.map(\.json), columns: columns)
            }
        })

    private static let showUser = Command(
        "show", summary: "Shows a person with external ids and groups",
        examples: [
            "muster user show 1042 anna@example.com",
            "muster user show --tenant 1042 0198c0de-0000-7000-8000-000000000001",
        ],
        Action(options: [Parameter.tenant, Parameter<UserReference>.user]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.user(
                        try invocation.value(.user), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let userName = Parameter<String>(
        required: "user-name", "USERNAME", summary: "The name to sign in with, often an e-mail address.", .text())

    private static let displayName = Parameter<String>(
        optional: "display-name", "TEXT", summary: "What people call them.", .text())

    private static let email = Parameter<String>(
        optional: "email", "ADDRESS", summary: "Their work e-mail address.", .text())

    private static let createUser = Command(
        "create", summary: "Makes a person by hand",
        discussion: """
            The person is pending, with the role Blank, and belongs to no connection. An identity provider that looks \
            for the userName finds the person and may take them over.
            """,
        examples: [
            "muster user create 1042 --user-name anna@example.com",
            "muster user create 1042 --user-name anna@example.com --display-name Anna --email anna@example.com",
        ],
        Action(options: [Parameter.tenant, userName, displayName, email]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.createUser(
                        named: try invocation.value(userName), displayName: invocation.valueIfGiven(displayName),
                        email: invocation.valueIfGiven(email), in: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let completeSetUp = Command(
        "setup-complete", summary: "Notes that somebody pending has finished setting up",
        discussion: "The person is active then. Who is active already stays as they are, which is no error.",
        examples: [
            "muster user setup-complete 1042 anna@example.com",
            "muster user setup-complete --tenant 1042 --user anna@example.com --json",
        ],
        Action(options: [Parameter.tenant, Parameter<UserReference>.user]) { invocation in
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
            Only who is deactivated can be anonymised. The id, the log and the receipts stay. A person whom the \
            identity provider has deleted is named by id. Anonymising twice changes nothing and is no error.
            """,
        examples: ["muster user anonymise 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(options: [Parameter.tenant, Parameter<UserReference>.user]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.anonymise(
                        try invocation.value(.user), of: try invocation.value(.tenant)
                    ).json)
            }
        })
}
