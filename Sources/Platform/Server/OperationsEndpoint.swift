internal import Configuration
internal import HTTPServer
internal import Observability

/// What the operator's machines ask a process: is it alive, can it serve, how does it do.
struct OperationsEndpoint: Sendable {
    /// Why a process is not ready.
    struct NotReady: Error {
        let reason: String
    }

    /// How long readiness waits for the database.
    static let patience = Duration.seconds(2)

    private let router: Router

    /// An endpoint.
    ///
    /// - Parameters:
    ///   - readiness: throws ``NotReady``, or what the database threw, while the process cannot do its work.
    init(metrics: Metrics, readiness: @escaping @Sendable () async throws -> Void) {
        router = Router(
            [
                Route(.get, "/healthz") { _, _ in .text("alive") },
                Route(.get, "/readyz") { _, _ in await Self.answer(to: readiness) },
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

    /// A server of it, which the log and the metrics call `operations`.
    func server(
        at address: SocketAddress, inheritedSocket: InheritedSocket? = nil, logger: Logger, metrics: Metrics
    ) -> Server {
        Server(
            ServerConfiguration(
                name: "operations", address: address.host, port: address.port, inheritedSocket: inheritedSocket),
            logger: logger.labelled("operations"), metrics: metrics
        ) { [router] in await router.respond(to: $0) }
    }

    private static func answer(to readiness: () async throws -> Void) async -> Response {
        do {
            try await readiness()
            return .text("ready")
        } catch let error as NotReady {
            return .text(error.reason, .serviceUnavailable)
        } catch let error as PlatformError {
            return .text(error.description, .serviceUnavailable)
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
