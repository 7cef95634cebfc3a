public import Lifecycle
public import Observability

/// An HTTP/1.1 server.
///
/// It reads whole requests, refuses those that break the protocol or a limit, gives the others to the ``Surface`` that
/// is responsible, and stops without failing a request that it has accepted.
///
/// Refusals are rendered by ``Surface/failure`` with few exceptions. What libmicrohttpd finds wrong before
/// it asks anybody, it answers with a page of its own and closes the connection:
///
/// - a request line without an HTTP/1 version (400, 505), a header line without a colon (400);
/// - a `Content-Length` that is no number (400) or past 64 bits (413); it writes the head of that answer twice;
/// - a space before the method, for which the connection is closed without an answer;
/// - a broken chunk (400) or a chunk size past 64 bits (413);
/// - a head that does not fit its memory, one and a half times ``ServerConfiguration/Limits/headerBytes`` for the
///   head, and what it notes for each field and query parameter (431, or 414 without a request line).
///
/// No handler sees such a request, and what follows it on the connection is not read.
public final class Server: Service {
    private let engine: Engine
    private let progress = Progress()

    /// What the log calls the server.
    public var name: String { engine.configuration.name }

    /// Makes a server; it listens when it is run.
    ///
    /// - Parameters:
    ///   - configuration: Where to listen, and the limits.
    ///   - logger: Gets one line for every request, at level `info`.
    ///   - metrics: Get the requests by route and status class, their durations, and what is open and in flight.
    ///   - surfaces: What is served. Of those that answer on a request's host and below its path, the one with the
    ///     longest prefix is responsible, and of two with the same prefix the one that is bound to the host. What is
    ///     none's is the first one's, as is what was never readable.
    /// - Precondition: There is a surface, and no two claim the same prefix on the same host.
    public init(
        _ configuration: ServerConfiguration, surfaces: [Surface], logger: Logger, metrics: Metrics = Metrics()
    ) {
        engine = Engine(configuration, surfaces: surfaces, logger: logger, metrics: metrics)
    }

    /// Makes a server that is one thing only.
    ///
    /// - Parameter handler: Answers every request that keeps to the protocol and the limits.
    public convenience init(
        _ configuration: ServerConfiguration, logger: Logger, metrics: Metrics = Metrics(),
        handler: @escaping Handler
    ) {
        self.init(
            configuration, surfaces: [Surface(configuration.name, handler: handler)], logger: logger, metrics: metrics)
    }

    /// How far the server is.
    public var state: ServerState { progress.state }

    /// The port the server listens on; waits until it does.
    ///
    /// - Throws: ``ServerError`` if it never will.
    public var boundPort: UInt16 {
        get async throws { try await progress.boundPort }
    }

    /// Serves until it is asked to stop, answers what has been accepted, and returns when every connection is closed.
    ///
    /// Cancelling the task skips the waiting: what is not answered by then gets 503.
    ///
    /// - Throws: ``ServerError`` if it cannot listen.
    public func run(until shutdown: Shutdown) async throws {
        try await withTaskExecutorPreference(engine.configuration.loop) {
            let daemon = try start()
            let clock = LimitClock(of: engine)
            clock.start()
            await shutdown.requested()
            await drain(daemon)
            clock.stop()
            daemon.stop()
            progress.enter(.stopped)
        }
    }

    private func start() throws(ServerError) -> Daemon {
        let configuration = engine.configuration
        do throws(ServerError) {
            DescriptorLimit.raise()
            try progress.begin(at: "\(configuration.address):\(configuration.port)")
            let socket =
                if let inherited = configuration.inheritedSocket { ListeningSocket(inherited) } else {
                    try ListeningSocket(address: configuration.address, port: configuration.port)
                }
            guard let daemon = Daemon(listeningOn: socket, for: engine) else {
                socket.close()
                throw ServerError(
                    code: .systemFailure, address: "\(configuration.address):\(socket.port)", systemError: 0)
            }
            progress.serve(on: socket.port)
            engine.logger.notice(
                "ready, listening",
                [
                    "server": .string(configuration.name), "address": .string(configuration.address),
                    "port": .integer(Int(socket.port)),
                ])
            return daemon
        } catch {
            progress.fail(error)
            throw error
        }
    }
}

extension Server {
    /// How long an idle connection may still bring a request that was on its way when draining began.
    private static let idleGrace = Duration.milliseconds(500)
    /// How long answers given at the end of draining may take to be sent.
    private static let lastWords = Duration.seconds(1)

    private func drain(_ daemon: Daemon) async {
        let start = ContinuousClock.now
        progress.enter(.draining)
        engine.drain()
        daemon.stopListening()
        await wait(until: start + Self.idleGrace) { $0.connectionCount == 0 }
        await wait(until: start + engine.limits.drainTimeout) { engine in
            for connection in engine.openNow { connection.closeIfIdle() }
            return engine.connectionCount == 0
        }
        engine.stop()
        await wait(until: .now + Self.lastWords) { engine in
            for connection in engine.openNow { connection.abandon() }
            return engine.connectionCount == 0
        }
        // The daemon must not be stopped while one connection is suspended. None becomes so any more.
        for connection in engine.openNow { connection.abandon() }
    }

    /// Asks again and again: connections end in the library, which can wake no task.
    private func wait(until end: ContinuousClock.Instant, for condition: (Engine) -> Bool) async {
        while !condition(engine), ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
