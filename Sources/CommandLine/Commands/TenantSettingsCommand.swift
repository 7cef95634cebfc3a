internal import Administration
internal import Configuration
internal import Directory

extension Command {
    private static let people = Parameter<Int>(
        optional: "breaker-people", "NUMBER", summary: "So many people may always leave within an hour.",
        .integer(0...TenantSettings.maximumBreakerPeople))

    private static let percent = Parameter<Int>(
        optional: "breaker-percent", "NUMBER",
        summary: "More than so many percent of the active people are too many; 100 switches the brake off.",
        .integer(TenantSettings.percentages))

    private static let anonymisation = Parameter<TenantSettingsChange.Anonymisation>(
        optional: "anonymise-after", "DURATION",
        summary: "How long after they have left people are anonymised: 90d, or never.", .anonymisation)

    private static let requestLimit = Parameter<RequestLimit>(
        optional: "requests-per-second", "NUMBER",
        summary: """
            How many requests a second the tenant may send, over all servers: 25 or more, none, or default for what \
            the servers are configured with.
            """, .requestLimit)

    private static let setUp = Parameter<TenantSettings.SetUp>(
        optional: "set-up", "WHAT",
        summary:
            "Whether people have to finish setting up before anything of theirs counts, or their first session does.",
        .choice)

    /// What a tenant has of its own.
    static let tenantSettings = Command(
        "settings", summary: "Shows what holds for people who leave and for requests of a tenant, and changes it",
        discussion: """
            Where more people leave within an hour than both numbers allow, what cannot be taken back is held until \
            staff approve or undo it. Requests over the limit are answered with 429 and told when to come back. What is \
            not named stays as it is.
            """,
        examples: [
            "muster tenant settings --tenant 1042",
            "muster tenant settings --tenant 1042 --breaker-people 50 --breaker-percent 10 --anonymise-after 90d",
            "muster tenant settings --tenant 1042 --anonymise-after never",
            "muster tenant settings --tenant 1042 --requests-per-second 50",
            "muster tenant settings --tenant 1042 --set-up none",
        ],
        Action(options: [Parameter.tenant, people, percent, anonymisation, requestLimit, setUp]) { invocation in
            let change = TenantSettingsChange(
                breakerPeople: invocation.valueIfGiven(people), breakerPercent: invocation.valueIfGiven(percent),
                anonymisation: invocation.valueIfGiven(anonymisation),
                requestLimit: invocation.valueIfGiven(requestLimit), setUp: invocation.valueIfGiven(setUp))
            let tenant = try invocation.value(.tenant)
            return try await invocation.administer { administrator in
                guard change != TenantSettingsChange() else {
                    return try await administrator.settings(of: tenant).answer
                }
                return try await administrator.changeSettings(of: tenant, change).answer
            }
        })
}

extension SettingParser where Value == TenantSettingsChange.Anonymisation {
    /// A duration, or never.
    fileprivate static var anonymisation: SettingParser {
        let durations = SettingParser<Duration>.duration(TenantSettings.anonymisationDelays)
        return SettingParser(
            expectation: "never, or \(durations.expectation)",
            parse: { $0 == "never" ? .never : durations.parse($0).map { .after($0) } })
    }
}

extension SettingParser where Value == RequestLimit {
    /// A number, none, or default. A number that is too small is for the administration to refuse: it says why.
    fileprivate static var requestLimit: SettingParser {
        SettingParser(
            expectation: "a number, none, or default",
            parse: { text in
                switch text {
                case "default": .standard
                case "none": .unlimited
                default: Int(text).flatMap { $0 >= 0 ? .perSecond($0) : nil }
                }
            })
    }
}
