internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import JSON

extension Command {
    /// Groups.
    static let group = Command(
        "group", summary: "Shows the groups of a tenant, and who is in them", commands: [listGroups, showGroup])

    private static let listGroups = Command(
        "list", summary: "Lists the groups of a tenant in the order in which they came",
        examples: ["muster group list 1042"],
        Action(options: [Parameter.tenant, Parameter<UUID>.after, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let groups = try await administrator.groups(
                    of: try invocation.value(.tenant), after: invocation.valueIfGiven(.after), limit: limit)
                invocation.tellIfCut(groups.count, at: limit, last: groups.last?.id.text)
                return .list(
                    groups.map(\.json), columns: ["displayName", "members", "connection", "updatedAt", "id"])
            }
        })

    private static let groupName = Parameter<String>(
        required: "group", "GROUP", summary: "The group: its name, or its id.", .text())

    private static let showGroup = Command(
        "show", summary: "Shows a group, and who is in it in the order in which they came",
        examples: ["muster group show 1042 Operations", "muster group show 1042 Operations --limit 100 --json"],
        Action(
            positionals: [groupName], options: [Parameter.tenant, Parameter<UUID>.after, Parameter<Int>.limit]
        ) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let (group, people) = try await administrator.group(
                    try invocation.value(groupName), of: try invocation.value(.tenant),
                    after: invocation.valueIfGiven(.after), limit: limit)
                invocation.tellIfCut(people.count, at: limit, last: people.last?.id.text)
                var object = group.json
                object["people"] = .array(people.map { .object($0.json) })
                let heading = Answer.one(group.json).text
                let list = Answer.list(
                    people.map(\.json), columns: ["userName", "displayName", "status", "role", "id"])
                return Answer(json: .object(object), text: heading + "\n\n" + list.text)
            }
        })
}
