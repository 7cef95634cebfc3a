internal import Administration
internal import Configuration
internal import Directory
internal import Platform

extension Command {
    /// Customer instances.
    static let tenant = Command(
        "tenant", summary: "Onboards, shows, names, sets, suspends and resumes customer instances",
        commands: [
            createTenant, listTenants, showTenant, renameTenant, tenantSettings, suspendTenant, resumeTenant,
        ])

    private static let instance = Parameter<Int>(
        required: "instance", "NUMBER", summary: "The number of the instance, 1 to \(Tenant.maximumInstance).",
        SettingParser(expectation: "a whole number from 1 to \(Tenant.maximumInstance)", parse: { Int($0) }))

    private static let slug = Parameter<String>(
        required: "client", "SLUG", summary: "The client: lower-case letters, digits and hyphens, such as acme.",
        .text())

    private static let displayName = Parameter<String>(
        optional: "display-name", "TEXT", summary: "What people call the customer, 1 to 100 characters.", .text())

    private static let createTenant = Command(
        "create", summary: "Onboards a customer instance",
        discussion: """
            Makes the tenant with its canonical host name, cp-inst<number>-<client>.<base domain>, and the connection \
            'default'. Needs the setting base-domain.
            """,
        examples: [
            "muster tenant create --instance 1042 --client acme",
            "muster tenant create --instance 1042 --client acme --display-name Acme",
        ],
        Action(options: [instance, slug, displayName]) { invocation in
            _ = try invocation.settings.value(PlatformSettings.baseDomain)
            return try await invocation.administer { administrator in
                let tenant = try await administrator.createTenant(
                    instance: try invocation.value(instance), client: try invocation.value(slug),
                    displayName: invocation.valueIfGiven(displayName))
                return .one(tenant.json(administrator.address))
            }
        })

    private static let status = Parameter<TenantStatus>(
        optional: "status", "STATUS", summary: "Only those in this status.", .choice)

    private static let afterInstance = Parameter<Int>(
        optional: "after", "NUMBER", summary: "Go on behind this instance, the last one of the list before.",
        .integer(0...Tenant.maximumInstance), default: 0)

    private static let listTenants = Command(
        "list", summary: "Lists all tenants by instance number",
        examples: ["muster tenant list", "muster tenant list --status suspended --json"],
        Action(options: [status, afterInstance, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let tenants = try await administrator.tenants(
                    after: try invocation.value(afterInstance), in: invocation.valueIfGiven(status), limit: limit)
                invocation.tellIfCut(tenants.count, at: limit, last: tenants.last.map { "\($0.instance)" })
                return .list(
                    tenants.map { $0.details(administrator.address) },
                    columns: ["instance", "client", "displayName", "status", "hostname", "createdAt", "id"])
            }
        })

    private static let showTenant = Command(
        "show", summary: "Shows a tenant: connections, tokens, people, holds, and endpoints that are switched off",
        examples: ["muster tenant show 1042", "muster tenant show acme --json"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                try await administrator.overview(of: try invocation.value(.tenant)).answer(administrator.address)
            }
        })

    private static let newName = Parameter<String>(
        required: "display-name", "TEXT",
        summary: "What people call the customer, 1 to 100 characters; - for nothing but the client.", .text())

    private static let renameTenant = Command(
        "rename", summary: "Says what people call a customer",
        discussion: "The client and the host names stay as they are: identity providers know the tenant by them.",
        examples: ["muster tenant rename 1042 Acme", "muster tenant rename 1042 -"],
        Action(positionals: [newName], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                let name = try invocation.value(newName)
                return .one(
                    try await administrator.renameTenant(try invocation.value(.tenant), to: name == "-" ? nil : name)
                        .details(administrator.address))
            }
        })

    private static let suspendTenant = Command(
        "suspend", summary: "Refuses every request of a tenant, from now on",
        discussion: "Nothing is lost. Suspending a suspended tenant changes nothing and is no error.",
        examples: ["muster tenant suspend 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.suspendTenant(try invocation.value(.tenant)).details(administrator.address))
            }
        })

    private static let resumeTenant = Command(
        "resume", summary: "Serves a suspended tenant again, as what it was before",
        discussion: "Resuming a tenant that is not suspended changes nothing and is no error.",
        examples: ["muster tenant resume 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(try await administrator.resumeTenant(try invocation.value(.tenant)).details(administrator.address))
            }
        })
}
