import HTTPServer
import Lifecycle
import Observability
import TestHarness

/// A real server in this process, on a port of its own.
struct RunningServer {
    let server: Server
    let port: UInt16
    let client: HTTPTestClient
    let log: LogBuffer
    private let shutdown: Shutdown

    /// Asks the server to stop, as SIGTERM would.
    func stop() { shutdown.request() }

    /// The log, once it has so many lines: it is written after a response was sent, by another thread.
    func logLines(_ count: Int) async throws -> [String] {
        try await eventually { requestLines.count >= count }
        return requestLines
    }

    /// What the log says of requests.
    private var requestLines: [String] {
        log.lines.filter { !$0.contains(#""message":"ready, listening""#) }
    }

    /// Waits until the server is in a state.
    func enters(_ state: ServerState) async throws {
        try await eventually { server.state == state }
    }

    private struct NeverHappened: Error {}

    /// Looks again and again, for as long as a slow machine may need.
    private func eventually(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition() {
            guard ContinuousClock.now < end else { throw NeverHappened() }
            await Task.yield()
        }
    }

    /// Runs `body` against a server, then stops it and waits for its end.
    static func with<Value>(
        _ configuration: ServerConfiguration = ServerConfiguration(), metrics: Metrics = Metrics(),
        handler: @escaping Handler = { _ in Response(.ok) },
        _ body: (RunningServer) async throws -> Value
    ) async throws -> Value {
        try await with(configuration, metrics: metrics, surfaces: [Surface("all", handler: handler)], body)
    }

    /// The same with several surfaces, or with one of which more is to be said.
    static func with<Value>(
        _ configuration: ServerConfiguration = ServerConfiguration(), metrics: Metrics = Metrics(),
        surfaces: [Surface], _ body: (RunningServer) async throws -> Value
    ) async throws -> Value {
        let log = LogBuffer()
        let server = Server(
            configuration, surfaces: surfaces, logger: Logger(label: "http", destination: .buffer(log)),
            metrics: metrics)
        let shutdown = Shutdown()
        async let end: Void = server.run(until: shutdown)
        do {
            let port = try await server.boundPort
            let running = RunningServer(
                server: server, port: port, client: HTTPTestClient(port: port), log: log, shutdown: shutdown)
            let value = try await body(running)
            shutdown.request()
            try await end
            return value
        } catch {
            shutdown.request()
            try? await end
            throw error
        }
    }
}

extension ServerConfiguration {
    /// The production limits with some changed.
    static func limited(_ change: (inout Limits) -> Void) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        change(&configuration.limits)
        return configuration
    }
}
