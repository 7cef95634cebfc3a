internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import JSON

extension Command {
    /// The log of a tenant.
    static let event = Command(
        "event", summary: "Shows what happened in a tenant", commands: [listEvents, platformEvents])

    private static let position = Parameter<Int>(
        optional: "after", "POSITION", summary: "Go on behind this position, the last one of the list before.",
        .integer(0...Int.max))

    private static let subject = Parameter<UUID>(
        optional: "subject", "ID", summary: "Only what happened to this person, group, token or tenant.", .identifier)

    private static let listEvents = Command(
        "list", summary: "Lists events, the oldest first",
        examples: ["muster event list 1042", "muster event list 1042 --after 5000 --json"],
        Action(options: [Parameter.tenant, position, subject, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let tenant = try invocation.value(.tenant)
                let events = try await administrator.events(
                    of: tenant, after: Int64(invocation.valueIfGiven(position) ?? 0),
                    subject: invocation.valueIfGiven(subject), limit: limit)
                invocation.tellIfCut(events.count, at: limit, last: events.last.map { "\($0.position)" })
                let names = try await administrator.names(of: events.flatMap(\.ids), in: tenant)
                return Answer(
                    json: .array(events.map { .object($0.json(names)) }), text: table(events, names).text)
            }
        })

    private static let platformEvents = Command(
        "platform", summary: "Lists what happened to the platform and to no tenant, the oldest first",
        discussion: "These are the clients that were registered and revoked.",
        examples: ["muster event platform"],
        Action(options: [position, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let events = try await administrator.platformEvents(
                    after: Int64(invocation.valueIfGiven(position) ?? 0), limit: limit)
                invocation.tellIfCut(events.count, at: limit, last: events.last.map { "\($0.position)" })
                return Answer(json: .array(events.map { .object($0.json([:])) }), text: table(events, [:]).text)
            }
        })

    private static func table(_ events: [Event], _ names: [UUID: String]) -> TextTable {
        let rows = events.map { event in
            [
                "\(event.position)", event.occurredAt.text, event.kind,
                (event.subjectName(names) ?? "-").printable, (event.actorName(names) ?? event.actorKind).printable,
                TextTable.cell(event.data), event.subjectID?.text ?? "-",
            ]
        }
        return TextTable(
            rows: [["POSITION", "OCCURRED AT", "KIND", "SUBJECT", "ACTOR", "DATA", "SUBJECT ID"]] + rows)
    }
}

extension Event {
    /// The ids of what it tells of that may have a name.
    fileprivate var ids: [UUID] {
        [subjectID, actorID.flatMap(UUID.init(uuidString:))].compactMap(\.self)
    }
}
