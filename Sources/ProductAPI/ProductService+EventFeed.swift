internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
internal import Postgres

extension ProductService {
    /// Where the feed of events is served, the same on every host.
    public static let eventFeedPath = "/api/v1/events"
    /// The most events on one page.
    public static let maximumEvents = 1000
    /// How many events a page has when the client does not say.
    public static let defaultEvents = 100

    /// The events of all tenants in order: `GET /api/v1/events?after=<cursor>&limit=<count>`.
    ///
    /// The feed is complete under concurrent writers: an event appears when nothing can come before it any more.
    func events(_ request: Request) async -> Response {
        let response = await respond(to: request, route: Self.eventFeedPath, isMuch: true, eventPage)
        note(response.status, of: request)
        return response
    }

    private func eventPage(_ request: Request) async throws -> JSON {
        let client = try credentials(of: request)
        let parameters = try FormFields(query: request.query ?? "")
        let cursor = try Self.cursor(parameters.value(of: "after"))
        let limit = try Self.limit(parameters.value(of: "limit"))
        let database = database.before(request.deadline)
        let (_, page) = try await asking(as: client, database) { digest in
            try await database.pipeline(
                APIClients.check(client.client, digest: digest), EventFeed.page(after: cursor, limit: limit))
        }
        return [
            "events": .array(page.events.map(\.json)),
            "next": .string((page.events.last?.cursor ?? cursor).text),
            "more": .bool(page.hasMore),
        ]
    }

    private static func cursor(_ text: String?) throws(OAuthError) -> EventCursor {
        guard let text else { return .start }
        guard let cursor = EventCursor(parsing: text) else {
            throw .invalidRequest("after must be a cursor that an earlier page gave as next.")
        }
        return cursor
    }

    private static func limit(_ text: String?) throws(OAuthError) -> Int {
        guard let text else { return defaultEvents }
        guard let limit = Int(text), 1...maximumEvents ~= limit else {
            throw .invalidRequest("limit must be a whole number from 1 to \(maximumEvents).")
        }
        return limit
    }
}

extension FedEvent {
    fileprivate var json: JSON {
        var members: JSON.Object = [
            "cursor": .string(cursor.text), "tenant": tenant.map { .string($0.text) } ?? .null,
            "kind": .string(event.kind),
            "occurredAt": .string(event.occurredAt.text),
            "actor": ["kind": .string(event.actorKind), "id": event.actorID.map(JSON.string) ?? .null],
            "subject": [
                "kind": .string(event.subjectKind), "id": event.subjectID.map { .string($0.text) } ?? .null,
            ],
            "request": event.requestID.map(JSON.string) ?? .null, "data": event.data,
        ]
        if event.isOversized { members.append("oversized", true) }
        return .object(members)
    }
}
