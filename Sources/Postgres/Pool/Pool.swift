internal import Observability
internal import Reactor

/// The connections of one database, and the units of work that wait for them.
///
/// An actor on the event loop's thread: every call into libpq for an open connection happens there, and a caller
/// that runs on the same thread reaches it without a hop.
actor Pool {
    nonisolated let loop: EventLoop
    nonisolated let configuration: Database.Configuration
    nonisolated let counters: PoolCounters
    let logger: Logger
    let parameters: ConnectionParameters

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Every open connection by its token.
    var connections: [UInt64: Connection] = [:]
    /// Connections without work, the last used at the end.
    var idle: [Connection] = []
    /// The connections that shared units are spread over.
    var shared: [Connection] = []
    /// Shared connections on which something was sent in this turn of the loop.
    var touched: [Connection] = []
    /// The connections that transactions hold.
    var held: [TransactionID: Connection] = [:]
    /// Units that wait for a connection of their own.
    var waiting = UnitQueue()
    /// Units that wait for room on a shared connection.
    var waitingShared = UnitQueue()
    /// Connections being opened.
    var opening = 0
    var openingShared = 0
    /// Raised when all connections open so far must go.
    var generation = 0
    var backOff = BackOff()
    var lastFailure: DatabaseError?
    /// The connections to keep open when idle; none until the pool's service runs.
    var keptOpen = 0
    var isClosed = false
    /// Who is told of notifications that arrive on any connection.
    let notified: (@Sendable (Notification) -> Void)?
    var closing: [CheckedContinuation<Void, Never>] = []

    let deadlineTimer: UInt64
    var nextDeadline: ContinuousClock.Instant?
    let openTimer: UInt64
    let idleTimer: UInt64
    var watchesIdle = false
    let stallTimer: UInt64
    var nextStallCheck: ContinuousClock.Instant?

    init(
        configuration: Database.Configuration, logger: Logger, metrics: Metrics,
        notified: (@Sendable (Notification) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.logger = logger
        counters = PoolCounters(metrics)
        self.notified = notified
        loop = configuration.loop
        parameters = ConnectionParameters(configuration)
        deadlineTimer = loop.makeToken()
        openTimer = loop.makeToken()
        idleTimer = loop.makeToken()
        stallTimer = loop.makeToken()
    }

    /// Connections that are not for sharing.
    var exclusiveCount: Int { connections.count - shared.count }
}

// MARK: - From any thread

extension Pool {
    /// Sends statements in one round trip, and waits for the answer.
    nonisolated func perform(
        _ statements: [Statement], _ kind: Unit.Kind, before deadline: ContinuousClock.Instant
    ) async throws(DatabaseError) -> [Rows] {
        for statement in statements { try statement.validate() }
        guard !Task.isCancelled else { throw DatabaseError(.cancelled) }
        let id = counters.makeID()
        let answer: Unit.Answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop {
                    let unit = Unit(
                        id: id, kind: kind, statements: statements, deadline: deadline, continuation: continuation)
                    $0.accept(unit)
                }
                // A cancellation between the check above and this line did not find the unit.
                if Task.isCancelled { onLoop { $0.cancel(id) } }
            }
        } onCancel: {
            onLoop { $0.cancel(id) }
        }
        return try answer.get()
    }

    /// Lets go of the connection that a transaction holds, if it does; what is left open is rolled back.
    nonisolated func abandon(_ transaction: TransactionID) {
        onLoop { $0.letGo(of: transaction) }
    }

    /// Runs on the actor: at once where the caller is on the loop's thread, soon elsewhere.
    nonisolated func onLoop(_ body: @escaping @Sendable (isolated Pool) -> Void) {
        loop.execute { self.assumeIsolated(body) }
    }
}
