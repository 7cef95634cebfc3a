internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import JSON

// Single messages of webhooks.

extension Command {
    private static let state = Parameter<String>(
        optional: "state", "STATE",
        summary: "Only those that are \(WebhookDelivery.states.joined(separator: ", ")).", .deliveryState)

    private static let onlyWebhook = Parameter<UUID>(
        optional: "webhook", "ID", summary: "Only those to this webhook.", .identifier)

    private static let deliveryID = Parameter<Int>(
        optional: "delivery", "NUMBER", summary: "The delivery, as 'muster webhook deliveries' shows it.",
        .integer(1...Int.max))

    private static let missed = Parameter<UUID>(
        optional: "missed", "ID", summary: "A webhook: all that it has missed while it failed or was off.", .identifier)

    static let listDeliveries = Command(
        "deliveries", summary: "Lists messages to endpoints, on their way or over, the latest first",
        discussion: """
            One that has failed for good is dead, and stays so until somebody sends it again or throws it away. What \
            is over is kept for \(WebhookDelivery.daysKept) days.
            """,
        examples: ["muster webhook deliveries --tenant 1042 --state dead"],
        Action(options: [Parameter.tenant, onlyWebhook, state, Parameter<Int>.limit]) { invocation in
            let limit = try invocation.value(.limit)
            return try await invocation.administer { administrator in
                let deliveries = try await administrator.deliveries(
                    of: try invocation.value(.tenant), to: invocation.valueIfGiven(onlyWebhook),
                    in: invocation.valueIfGiven(state), limit: limit)
                if deliveries.count == limit { invocation.terminal.tell("There may be more: raise --limit.") }
                return .list(
                    deliveries.map(\.json),
                    columns: ["id", "type", "subject", "state", "attempts", "nextTryAt", "lastError", "webhook"])
            }
        })

    static let redeliver = Command(
        "redeliver", summary: "Sends a message now, or all that an endpoint has missed",
        discussion: """
            A message keeps its identifier, so that a receiver can see that it has it already. What is no longer true, \
            since the person has come back or left again, is not sent.
            """,
        examples: [
            "muster webhook redeliver --tenant 1042 --delivery 4711",
            "muster webhook redeliver --tenant 1042 --missed 0198c0de-0000-7000-8000-000000000001",
        ],
        Action(options: [Parameter.tenant, deliveryID, missed]) { invocation in
            let tenant = try invocation.value(.tenant)
            switch (invocation.valueIfGiven(deliveryID), invocation.valueIfGiven(missed)) {
            case (let id?, nil):
                return try await invocation.administer { administrator in
                    .one(["delivery": .integer(try await administrator.redeliver(Int64(id), of: tenant))])
                }
            case (nil, let webhook?):
                return try await invocation.administer { administrator in
                    let count = try await administrator.redeliverMissed(by: webhook, of: tenant)
                    return .one(["webhook": .string(webhook.text), "deliveries": .integer(Int64(count))])
                }
            default: throw invocation.refuse("Give either --delivery NUMBER or --missed ID.")
            }
        })
}

extension WebhookDelivery {
    /// Every state that one can be in: those of a job, and the endings.
    fileprivate static let states =
        ["queued", "running", "held", "dead"] + DeliveryEnding.allCases.map(\.rawValue)
}

extension SettingParser where Value == String {
    fileprivate static var deliveryState: SettingParser {
        let states = WebhookDelivery.states
        return SettingParser(
            expectation: "one of \(states.joined(separator: ", "))",
            parse: { text in states.first { $0.utf8.elementsEqual(text.utf8) } }, write: { $0 })
    }
}
