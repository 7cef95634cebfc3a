internal import Administration
internal import Configuration
internal import Directory
internal import Platform

extension Command {
    /// Customer instances.
    static let tenant = Command(
        "tenant", summary: "Onboards, shows, sets, suspends and resumes customer instances",
        commands: [createTenant, listTenants, showTenant, tenantSettings, suspendTenant, resumeTenant])

    private static let instance = Parameter<Int>(
        required: "instance", "NUMBER", summary: "The number of the instance, 1 to \(Tenant.maximumInstance).",
        SettingParser(expectation: "a whole number from 1 to \(Tenant.maximumInstance)", parse: { Int($0) }))

    private static let slug = Parameter<String>(
        required: "client", "SLUG", summary: "The client: lower-case letters, digits and hyphens, such as acme.",
        .text())

    private static let createTenant = Command(
        "create", summary: "Onboards a customer instance",
        discussion: """
            Makes the tenant with its canonical host name, cp-inst<number>-<client>.<base domain>, and the connection \
            'default'. Needs the setting base-domain.
            """,
        examples: ["muster tenant create --instance 1042 --client acme"],
        Action(options: [instance, slug]) { invocation in
            _ = try invocation.settings.value(PlatformSettings.baseDomain)
            return try await invocation.administer { administrator in
                let tenant = try await administrator.createTenant(
                    instance: try invocation.value(instance), client: try invocation.value(slug))
                return .one(tenant.json(administrator.address))
            }
        })

    private static let listTenants = Command(
        "list", summary: "Lists all tenants by instance number", examples: ["muster tenant list"],
        Action { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.tenants().map { $0.details(administrator.address) },
                    columns: ["instance", "client", "status", "hostname", "createdAt", "id"])
            }
        })

    private static let showTenant = Command(
        "show", summary: "Shows a tenant", examples: ["muster tenant show --tenant 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(try await administrator.tenant(try invocation.value(.tenant)).details(administrator.address))
            }
        })

    private static let suspendTenant = Command(
        "suspend", summary: "Refuses every request of a tenant, from now on",
        discussion: "Nothing is lost. Suspending a suspended tenant changes nothing and is no error.",
        examples: ["muster tenant suspend --tenant 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.suspendTenant(try invocation.value(.tenant)).details(administrator.address))
            }
        })

    private static let resumeTenant = Command(
        "resume", summary: "Serves a suspended tenant again",
        discussion: "Resuming a tenant that is not suspended changes nothing and is no error.",
        examples: ["muster tenant resume --tenant 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(try await administrator.resumeTenant(try invocation.value(.tenant)).details(administrator.address))
            }
        })
}
