import Observability
import Synchronization

/// What all connections of a server share: the surfaces, the limits and the counts against them.
final class Engine: Sendable {
    let configuration: ServerConfiguration
    let surfaces: SurfaceTable
    let logger: Logger
    private let accessLog: AccessLog
    private let metrics: ServerMetrics

    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])
    private let crowd: Mutex<Crowd>
    private let openConnections = Atomic<Int>(0)
    private let turnstile: Mutex<Turnstile<WaitingRequest>>
    let pacer: Pacer
    private let bufferedBytes = Atomic<Int>(0)
    private let responses: Mutex<ResponseBudget>
    private let running = Mutex<Daemon?>(nil)
    private let draining = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)

    init(_ configuration: ServerConfiguration, surfaces: [Surface], logger: Logger, metrics: Metrics) {
        self.configuration = configuration
        self.surfaces = SurfaceTable(surfaces)
        self.logger = logger
        accessLog = AccessLog(logger: logger)
        self.metrics = ServerMetrics(metrics, server: configuration.name)
        crowd = Mutex(Crowd(limit: configuration.limits.connections))
        turnstile = Mutex(Turnstile(configuration.limits.turnstile))
        pacer = Pacer(on: configuration.loop)
        responses = Mutex(ResponseBudget(limit: configuration.limits.bufferedResponseBytes))
        self.metrics.watch(self)
    }

    /// The daemon, from its start to its stop.
    var daemon: Daemon? {
        get { running.withLock { $0 } }
        set { running.withLock { $0 = newValue } }
    }
    var limits: ServerConfiguration.Limits { configuration.limits }

    /// Every response closes its connection from now on.
    var isDraining: Bool { draining.load(ordering: .acquiring) }
    /// No handler is started any more.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }
    var connectionCount: Int { openConnections.load(ordering: .relaxed) }
    var runningCount: Int { turnstile.withLock { $0.running } }
    var waitingCount: Int { turnstile.withLock { $0.waiting } }

    func drain() { draining.store(true, ordering: .releasing) }
    func stop() { stopping.store(true, ordering: .releasing) }

    /// Whether one more connection from there may be opened.
    func accepts(_ peer: PeerAddress) -> Bool { crowd.withLock { $0.hasRoom(for: peer) } }

    func add(_ connection: Connection) {
        crowd.withLock { $0.enter(connection.handle.peer) }
        openConnections.wrappingAdd(1, ordering: .relaxed)
        connections.withLock { $0[ObjectIdentifier(connection)] = connection }
    }

    func remove(_ connection: Connection) {
        _ = connections.withLock { $0.removeValue(forKey: ObjectIdentifier(connection)) }
        openConnections.wrappingSubtract(1, ordering: .relaxed)
        crowd.withLock { $0.leave(connection.handle.peer) }
    }

    /// The connections of this moment, so that none is visited under the lock of all.
    var openNow: [Connection] { connections.withLock { Array($0.values) } }

    /// Decides about a complete request.
    ///
    /// The turnstile's lock is taken under the connection's, never the other way round.
    func arrive(_ request: WaitingRequest, of origin: Origin) -> Turnstile<WaitingRequest>.Decision {
        turnstile.withLock { $0.arrive(request, of: origin, at: .now) }
    }

    /// Gives back the place of a handler that has returned, whether or not its answer was still wanted, and starts
    /// those whose turn it is now.
    func leave(_ origin: Origin) {
        var free = [origin]
        while let origin = free.popLast() {
            let turns = turnstile.withLock { $0.leave(origin, at: .now) }
            for (origin, waiting) in turns where !waiting.connection.takeTurn(waiting, of: origin) {
                free.append(origin)
            }
        }
    }

    /// Takes back a request that nobody waits for any more.
    func withdraw(_ ticket: UInt64, of origin: Origin) {
        _ = turnstile.withLock { $0.withdraw(ticket, of: origin, at: .now) }
    }

    func forgetOrigins(before now: ContinuousClock.Instant) {
        turnstile.withLock { $0.forget(before: now) }
    }

    func count(_ refusal: Refusal) { metrics.count(refusal) }

    func reserve(bodyBytes: Int) -> Bool {
        let total = bufferedBytes.wrappingAdd(bodyBytes, ordering: .relaxed).newValue
        guard total > limits.bufferedBodyBytes else { return true }
        release(bodyBytes: bodyBytes)
        return false
    }

    func release(bodyBytes: Int) {
        guard bodyBytes > 0 else { return }
        bufferedBytes.wrappingSubtract(bodyBytes, ordering: .relaxed)
    }

    var bufferedResponseBytes: Int { responses.withLock { $0.total } }

    /// Takes room for a large answer, as long as it is there.
    func reserve(responseBytes: Int, of origin: Origin) -> Bool {
        responses.withLock { $0.reserve(responseBytes, of: origin) }
    }

    func release(responseBytes: Int, of origin: Origin) {
        responses.withLock { $0.release(responseBytes, of: origin) }
    }

    /// Renders a failure; those that pass by themselves say when to try again.
    func response(to failure: Failure, _ request: Request?) -> Response {
        var response = surfaces[request].failure(failure, request)
        response.logMetadata["reason"] = .string(String(describing: failure.kind))
        if let seconds = failure.retryAfter { response.headers.set("Retry-After", to: String(seconds)) }
        return response
    }

    /// Writes down what came of a request.
    func record(_ outcome: Outcome, of request: Request?, receivedAt: ContinuousClock.Instant, isWhole: Bool) {
        let duration = receivedAt.duration(to: .now)
        var outcome = outcome
        if outcome.logMetadata["tenant"] == nil, let request, let more = surfaces[request].logMetadata {
            outcome.add(more(request))
        }
        accessLog.record(outcome, of: request, duration: duration, isWhole: isWhole)
        metrics.record(outcome, duration: duration)
    }
}
