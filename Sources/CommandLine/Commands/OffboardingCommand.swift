internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import JSON

extension Command {
    /// What happens when somebody leaves.
    static let offboarding = Command(
        "offboarding", summary: "Proves what was done when somebody left, and resolves what is held",
        discussion: """
            Where too many people leave at once, their access ends as always, but what cannot be taken back is held \
            until staff approve it or undo the leaving. 'muster tenant settings' says how many are too many.
            """,
        commands: [report, held, approve, undo])

    private static let generation = Parameter<Int>(
        optional: "generation", "NUMBER", summary: "That time only, instead of the latest.", .integer(1...Int.max))

    private static let all = Switch("all", summary: "Every time that the person left, the latest first.")

    private static let report = Command(
        "report", summary: "Shows what was done when somebody left, from the request to the last receipt",
        discussion: """
            Every effect leaves a receipt in the transaction that carried it out. A person can leave more than once: \
            their generation is raised whenever they leave or come back. With --all, --json answers with a list.
            """,
        examples: [
            "muster offboarding report --tenant 1042 --user anna@example.com",
            "muster offboarding report --tenant 1042 --user anna@example.com --all --json",
        ],
        Action(options: [Parameter.tenant, Parameter<UserReference>.user, generation], switches: [all]) {
            invocation in
            let wanted = invocation.valueIfGiven(generation).map(Int64.init)
            if wanted != nil, invocation.isOn(all) {
                throw invocation.refuse("--generation and --all exclude one another.")
            }
            return try await invocation.administer { administrator in
                let timelines = try await administrator.offboardings(
                    of: try invocation.value(.user), in: try invocation.value(.tenant), generation: wanted,
                    includingEarlier: invocation.isOn(all))
                let objects = timelines.map { JSON.object($0.report.json) }
                return Answer(
                    json: invocation.isOn(all) ? .array(objects) : objects.first ?? .null,
                    text: timelines.map(\.text).joined(separator: "\n\n"))
            }
        })

    private static let holdID = Parameter<UUID>(
        required: "hold", "HOLD", summary: "The id of the hold, as 'muster offboarding held' shows it.", .identifier)

    private static let since = Parameter<Timestamp>(
        optional: "since", "TIME",
        summary: "Bring back only who left at this time or later; the effects of the others are carried out.",
        SettingParser(
            expectation: "a time such as 2026-03-01T09:30:00.000Z", parse: Timestamp.init(parsing:), write: \.text))

    private static let held = Command(
        "held", summary: "Lists the holds that wait for staff, and explains their numbers",
        discussion: """
            A hold takes in everybody who left from the first of those on whom the breaker counted. One that was \
            resolved is listed until it is through.
            """,
        examples: ["muster offboarding held", "muster offboarding held --tenant 1042 --json"],
        Action(options: [Parameter<TenantReference>.onlyTenant]) { invocation in
            try await invocation.administer { administrator in
                let holds = try await administrator.unfinishedHolds(of: invocation.valueIfGiven(.onlyTenant))
                return Answer(
                    json: .array(holds.map { .object($0.json) }),
                    text: holds.isEmpty ? "Nothing is held." : holds.map(\.text).joined(separator: "\n\n"))
            }
        })

    private static let approve = Command(
        "approve", summary: "Lets the held effects run: these people have left for good",
        discussion: "The worker carries them out. 'muster offboarding held' lists the hold until it is through.",
        examples: ["muster offboarding approve --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [holdID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.approveHold(
                        try invocation.value(holdID), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let undo = Command(
        "undo", summary: "Brings back everybody whom a hold takes in, exactly as they were",
        discussion: """
            Also those whose effects had been carried out before the hold stood: the keys and sessions that their \
            leaving took count again, and membership and groups are as they were. Who has come back or left again \
            since is left alone. Who cannot come back, since somebody else has their name by now or they were \
            anonymised, is named, and their effects are carried out. Broken off, it goes on where it was: by the same \
            command, and by the worker.
            """,
        examples: [
            "muster offboarding undo --tenant 1042 0198c0de-0000-7000-8000-000000000001",
            "muster offboarding undo --tenant 1042 0198c0de-0000-7000-8000-000000000001 --since 2026-03-01T09:30:00Z",
        ],
        Action(positionals: [holdID], options: [Parameter.tenant, since]) { invocation in
            try await invocation.administer { administrator in
                let undone = try await administrator.undoHold(
                    try invocation.value(holdID), of: try invocation.value(.tenant),
                    since: invocation.valueIfGiven(since)
                ) { looked, people in
                    if people > 1000 { invocation.terminal.tell("\(looked) of \(people) people looked at") }
                }
                return .one(undone.json)
            }
        })
}
