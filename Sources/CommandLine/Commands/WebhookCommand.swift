internal import Addresses
internal import Administration
internal import Configuration
internal import Cryptography
internal import Directory
internal import Effects
internal import FoundationEssentials
internal import HTTPClient
internal import JSON
internal import Platform

extension Command {
    /// Webhooks of a tenant.
    static let webhook = Command(
        "webhook", summary: "Has the operator's product told when somebody leaves, comes back, or anything happens",
        discussion:
            "Messages are signed by the Standard Webhooks specification. What an endpoint has not acknowledged is sent "
            + "again over days; one that answers with 410 is switched off.",
        commands: [
            addWebhook, listWebhooks, testWebhook, rotateWebhook, disableWebhook, enableWebhook, removeWebhook,
            listDeliveries, redeliver,
        ])

    private static let url = Parameter<OutgoingURL>(
        required: "url", "URL", summary: "Where messages are sent, with POST.", .url)

    private static let subscriptions = Parameter<[EventSubscription]>(
        optional: "events", "KINDS",
        summary: "What it hears of, with commas: kinds of events, 'group.*' for all about groups, '*' for all.",
        .subscriptions, default: EventSubscription.standard)

    static let webhookID = Parameter<UUID>(
        required: "id", "ID", summary: "The id of the webhook, as 'muster webhook list' shows it.", .identifier)

    private static let overlap = Parameter<Duration>(
        optional: "overlap", "DURATION",
        summary: "How long messages are signed with the old secret too: 0s to 30d.",
        .duration(.zero...WebhookEndpoint.maximumOverlap), default: WebhookEndpoint.defaultOverlap)

    private static let addWebhook = Command(
        "add", summary: "Adds an endpoint and shows its secret once",
        discussion: """
            The secret is kept sealed with the pepper. Addresses that are not public are reached only where the \
            worker's setting webhook-networks allows them. Needs the setting pepper-file, the same file as the worker's.
            """,
        examples: [
            "muster webhook add --tenant 1042 --url https://product.example.com/muster",
            "muster webhook add --tenant 1042 --url https://product.example.com/teams --events group.*,user.created",
        ],
        Action(options: [Parameter.tenant, url, subscriptions]) { invocation in
            _ = try invocation.settings.value(PlatformSettings.pepper)
            let url = try invocation.value(url)
            if !url.isEncrypted { invocation.terminal.tell("The address is not encrypted: use https outside trials.") }
            let secret = try WebhookSecret.generate()
            return try await invocation.administer { administrator in
                let id = try await administrator.addWebhook(
                    of: try invocation.value(.tenant), url: url.text,
                    subscriptions: try invocation.value(subscriptions), secret: Secret(secret.unsafeRevealedText))
                return .webhook(id, secret)
            }
        })

    private static let listWebhooks = Command(
        "list", summary: "Lists the endpoints of a tenant, without their secrets",
        examples: ["muster webhook list --tenant 1042"],
        Action(options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .list(
                    try await administrator.webhooks(of: try invocation.value(.tenant)).map(\.json),
                    columns: ["url", "events", "disabledAt", "failingSince", "lastError", "id"])
            }
        })

    private static let testWebhook = Command(
        "test", summary: "Sends a signed test message now, and says what the endpoint answered",
        discussion: """
            Exits with 1 unless the endpoint acknowledges it with a status of 200 to 299. Nothing is tried again, and \
            nothing is written down. Heeds the setting webhook-networks as the worker does.
            """,
        examples: ["muster webhook test --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [webhookID], options: [Parameter.tenant]) { invocation in
            let sender = WebhookSender(
                client: HTTPClient(
                    policy: AddressPolicy(allowing: try invocation.settings.value(PlatformSettings.webhookNetworks)),
                    logger: Invocation.quietLogger),
                peppers: try invocation.settings.peppers())
            let (endpoint, tenant) = try await invocation.administer { administrator in
                try await administrator.webhook(try invocation.value(webhookID), of: try invocation.value(.tenant))
            }
            let attempt = await sender.sendTest(to: endpoint, of: tenant)
            let answer = Answer.one([
                "id": .string(endpoint.id.text), "delivered": .bool(attempt.outcome == .delivered),
                "status": attempt.status.map { .integer(Int64($0)) } ?? .null,
                "explanation": .string(attempt.explanation),
            ])
            return Answer(json: answer.json, text: answer.text, isSuccess: attempt.outcome == .delivered)
        })

    private static let rotateWebhook = Command(
        "rotate", summary: "Gives an endpoint a new secret and shows it once",
        discussion: """
            Messages are signed with both secrets until the overlap is over, so that the receiver can change over \
            in between. A secret before the last one is gone at once.
            """,
        examples: ["muster webhook rotate --tenant 1042 0198c0de-0000-7000-8000-000000000001 --overlap 24h"],
        Action(positionals: [webhookID], options: [Parameter.tenant, overlap]) { invocation in
            _ = try invocation.settings.value(PlatformSettings.pepper)
            let secret = try WebhookSecret.generate()
            let id = try invocation.value(webhookID)
            return try await invocation.administer { administrator in
                try await administrator.rotateWebhook(
                    id, of: try invocation.value(.tenant), secret: Secret(secret.unsafeRevealedText),
                    overlap: try invocation.value(overlap))
                return .webhook(id, secret)
            }
        })

    private static let disableWebhook = Command(
        "disable", summary: "Sends nothing more to an endpoint until it is switched on again",
        examples: ["muster webhook disable --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [webhookID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.disableWebhook(
                        try invocation.value(webhookID), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let enableWebhook = Command(
        "enable", summary: "Sends to an endpoint again that was switched off, or that has answered 410",
        discussion: "What it has missed is not sent by itself; see 'muster webhook redeliver --missed'.",
        examples: ["muster webhook enable --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [webhookID], options: [Parameter.tenant]) { invocation in
            try await invocation.administer { administrator in
                .one(
                    try await administrator.enableWebhook(
                        try invocation.value(webhookID), of: try invocation.value(.tenant)
                    ).json)
            }
        })

    private static let removeWebhook = Command(
        "remove", summary: "Removes an endpoint, which is told nothing more",
        examples: ["muster webhook remove --tenant 1042 0198c0de-0000-7000-8000-000000000001"],
        Action(positionals: [webhookID], options: [Parameter.tenant]) { invocation in
            let id = try invocation.value(webhookID)
            return try await invocation.administer { administrator in
                try await administrator.removeWebhook(id, of: try invocation.value(.tenant))
                return .one(["id": .string(id.text), "removed": true])
            }
        })
}

extension Answer {
    fileprivate static func webhook(_ id: UUID, _ secret: WebhookSecret) -> Answer {
        .secret(["id": .string(id.text), "secret": .string(secret.unsafeRevealedText)], "webhook's secret")
    }
}

extension SettingParser where Value == [EventSubscription] {
    /// Kinds of events, with commas in between.
    fileprivate static var subscriptions: SettingParser {
        SettingParser(
            expectation: "1 to \(EventSubscription.maximumPerEndpoint) kinds of events with commas in between, such as "
                + "user.deactivated or group.*",
            parse: { text in
                let parts = text.split(separator: ",", omittingEmptySubsequences: false)
                let subscriptions = parts.compactMap { EventSubscription(parsing: String($0)) }
                guard subscriptions.count == parts.count, parts.count <= EventSubscription.maximumPerEndpoint else {
                    return nil
                }
                return subscriptions
            },
            write: { $0.map(\.text).joined(separator: ",") })
    }
}

extension SettingParser where Value == OutgoingURL {
    /// Where a request can be sent.
    fileprivate static var url: SettingParser {
        SettingParser(
            expectation: "an http or https address with a host, without user name, password and fragment, of at most "
                + "\(OutgoingURL.maximumByteCount) bytes", parse: { try? OutgoingURL(parsing: $0) }, write: \.text)
    }
}
