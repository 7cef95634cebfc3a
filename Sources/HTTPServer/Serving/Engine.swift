import Observability
import Synchronization

/// What all connections of a server share: the handler, the limits and the counts against them.
final class Engine: Sendable {
    let configuration: ServerConfiguration
    let handler: Handler
    private let accessLog: AccessLog
    private let metrics: ServerMetrics

    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])
    private let openConnections = Atomic<Int>(0)
    private let inFlight = Atomic<Int>(0)
    private let bufferedBytes = Atomic<Int>(0)
    private let draining = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)

    init(_ configuration: ServerConfiguration, logger: Logger, metrics: Metrics, handler: @escaping Handler) {
        self.configuration = configuration
        accessLog = AccessLog(logger: logger)
        self.metrics = ServerMetrics(metrics, server: configuration.name)
        self.handler = handler
        self.metrics.watch(self)
    }

    var limits: ServerConfiguration.Limits { configuration.limits }

    /// Every response closes its connection from now on.
    var isDraining: Bool { draining.load(ordering: .acquiring) }
    /// No handler is started any more.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }
    var connectionCount: Int { openConnections.load(ordering: .relaxed) }
    var inFlightCount: Int { inFlight.load(ordering: .relaxed) }
    var acceptsConnections: Bool { connectionCount < limits.connections }

    func drain() { draining.store(true, ordering: .releasing) }
    func stop() { stopping.store(true, ordering: .releasing) }

    func add(_ connection: Connection) {
        openConnections.wrappingAdd(1, ordering: .relaxed)
        connections.withLock { $0[ObjectIdentifier(connection)] = connection }
    }

    func remove(_ connection: Connection) {
        _ = connections.withLock { $0.removeValue(forKey: ObjectIdentifier(connection)) }
        openConnections.wrappingSubtract(1, ordering: .relaxed)
    }

    /// The connections of this moment, so that none is visited under the lock of all.
    var openNow: [Connection] { connections.withLock { Array($0.values) } }

    /// Counts a request that a handler is to get; false if there are too many.
    func admit() -> Bool {
        let count = inFlight.wrappingAdd(1, ordering: .relaxed).newValue
        guard count <= limits.requestsInFlight, !isStopping else {
            leave()
            return false
        }
        return true
    }

    /// Counts a handler that has returned, whether or not its answer was still wanted.
    func leave() {
        inFlight.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Whether to refuse a request already at its head, before its body costs anything.
    func refusal(expectsBody: Bool) -> Failure? {
        guard expectsBody else { return nil }
        return inFlightCount >= limits.requestsInFlight ? .overloaded : nil
    }

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

    /// Renders a failure; those that pass by themselves say when to try again.
    func response(to failure: Failure, _ request: Request?) -> Response {
        var response = configuration.failure(failure, request)
        if let seconds = failure.retryAfter { response.headers.set("Retry-After", to: String(seconds)) }
        return response
    }

    /// Writes down what came of a request.
    func record(_ outcome: Outcome, of request: Request?, receivedAt: ContinuousClock.Instant, isWhole: Bool) {
        let duration = receivedAt.duration(to: .now)
        accessLog.record(outcome, of: request, duration: duration, isWhole: isWhole)
        metrics.record(outcome, duration: duration)
    }
}
