internal import Administration
internal import Configuration
internal import Directory
internal import JSON

extension Command {
    /// What happens when somebody leaves.
    static let offboarding = Command(
        "offboarding", summary: "Proves what was done when somebody left",
        commands: [report])

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
}
