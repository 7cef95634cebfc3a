internal import Directory
internal import HTTPServer
internal import Observability
internal import Postgres

/// What the operator's machines ask a server: is it alive, can it serve, how does it do.
struct OperationsEndpoint: Sendable {
    /// How long readiness waits for the database.
    private static let patience = Duration.seconds(2)

    private let router: Router

    init(database: Database, scim: Server, metrics: Metrics) {
        router = Router(
            [
                Route(.get, "/healthz") { _, _ in .text("alive") },
                Route(.get, "/readyz") { _, _ in await Self.readiness(of: scim, database) },
                Route(.get, "/metrics") { _, _ in
                    Response(
                        .ok, contentType: "text/plain; version=0.0.4; charset=utf-8",
                        body: Array(metrics.exposition().utf8))
                },
            ],
            notFound: { _ in .text("There is no such page: /healthz, /readyz and /metrics are here.", .notFound) },
            methodNotAllowed: { _, _ in .text("Only GET is served here.", .methodNotAllowed) },
            failure: { _, request in .text("Failed; see the log for request \(request.id).", .internalServerError) })
    }

    func respond(to request: Request) async -> Response {
        await router.respond(to: request)
    }

    /// Ready means: not stopping, and the database answers and is migrated.
    private static func readiness(of scim: Server, _ database: Database) async -> Response {
        guard scim.state == .serving else { return .text("The server is starting or stopping.", .serviceUnavailable) }
        do {
            guard let probe = Hostname(parsing: "readiness.invalid") else { return .text("ready") }
            _ = try await database.before(.now + patience).pipeline(Access.isRouted(probe))
            return .text("ready")
        } catch {
            return .text("The database does not answer: \(error)", .serviceUnavailable)
        }
    }
}

extension Response {
    fileprivate static func text(_ text: String, _ status: Status = .ok) -> Response {
        Response(status, contentType: "text/plain; charset=utf-8", body: Array("\(text)\n".utf8))
    }
}
