public import Directory
internal import FoundationEssentials
public import HTTPServer
internal import JSON
public import Observability
public import Postgres

/// The events of all tenants in order, for programs of the operator: `GET /api/v1/events?after=<cursor>&limit=<count>`.
///
/// The feed is complete under concurrent writers: an event appears when nothing can come before it any more.
public struct EventFeedEndpoint: Sendable {
    /// Where it is served, on the operator's port.
    public static let path = "/api/v1/events"
    /// The most events on one page.
    public static let maximumPage = 1000
    /// How many events a page has when the client does not say.
    public static let defaultPage = 100

    private let database: Database
    private let pepper: Pepper
    private let logger: Logger

    /// An endpoint over a database.
    public init(database: Database, pepper: Pepper, logger: Logger) {
        self.database = database
        self.pepper = pepper
        self.logger = logger
    }

    /// Answers a request.
    public func respond(to request: Request) async -> Response {
        do {
            return .json(try await page(request))
        } catch {
            return OAuthError(error, requestID: request.id, logger).response
        }
    }

    private func page(_ request: Request) async throws -> JSON {
        guard let credentials = ClientCredentials(request.headers) else { throw OAuthError.invalidClient }
        let parameters = try FormFields(query: request.query ?? "")
        let cursor = try Self.cursor(parameters.value(of: "after"))
        let limit = try Self.limit(parameters.value(of: "limit"))
        let (_, events) = try await database.before(request.deadline).pipeline(
            APIClients.check(credentials.client, digest: credentials.secret.digest(pepper: pepper)),
            Events.feed(after: cursor, limit: limit))
        return [
            "events": .array(events.map(\.json)),
            "next": .string((events.last?.cursor ?? cursor).text),
            "more": .bool(events.count == limit),
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
        guard let text else { return defaultPage }
        guard let limit = Int(text), 1...maximumPage ~= limit else {
            throw .invalidRequest("limit must be a whole number from 1 to \(maximumPage).")
        }
        return limit
    }
}

extension FedEvent {
    fileprivate var json: JSON {
        [
            "cursor": .string(cursor.text), "tenant": .string(tenant.text), "kind": .string(event.kind),
            "occurredAt": .string(event.occurredAt.text),
            "actor": ["kind": .string(event.actorKind), "id": event.actorID.map(JSON.string) ?? .null],
            "subject": [
                "kind": .string(event.subjectKind), "id": event.subjectID.map { .string($0.text) } ?? .null,
            ],
            "request": event.requestID.map(JSON.string) ?? .null, "data": event.data,
        ]
    }
}
