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

    /// What a tenant may choose.
    static let tenantSettings = Command(
        "settings", summary: "Shows what a tenant has chosen about people who leave, and changes it",
        discussion: """
            Where more people leave within an hour than both numbers allow, what cannot be taken back is held until \
            staff approve or undo it. What is not named stays as it is.
            """,
        examples: [
            "muster tenant settings --tenant 1042",
            "muster tenant settings --tenant 1042 --breaker-people 50 --breaker-percent 10 --anonymise-after 90d",
            "muster tenant settings --tenant 1042 --anonymise-after never",
        ],
        Action(options: [Parameter.tenant, people, percent, anonymisation]) { invocation in
            let change = TenantSettingsChange(
                breakerPeople: invocation.valueIfGiven(people), breakerPercent: invocation.valueIfGiven(percent),
                anonymisation: invocation.valueIfGiven(anonymisation))
            let tenant = try invocation.value(.tenant)
            return try await invocation.administer { administrator in
                guard change != TenantSettingsChange() else {
                    return .one(try await administrator.settings(of: tenant).json)
                }
                return .one(try await administrator.changeSettings(of: tenant, change).json)
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
