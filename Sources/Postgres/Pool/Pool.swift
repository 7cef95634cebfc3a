internal import Observability
internal import Reactor

/// The connections of one database, and the units of work that wait for them.
///
/// An actor on the event loop's thread: every call into libpq for an open connection happens there, and a caller
/// that runs on the same thread reaches it without a hop. What happens is decided by its machine; the pool is the hands
/// of that: it sends and receives, opens and closes, and keeps who waits.
actor Pool {
    nonisolated let loop: EventLoop
    nonisolated let configuration: Database.Configuration
    nonisolated let counters: PoolCounters
    let logger: Logger
    let parameters: ConnectionParameters

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private(set) var machine: PoolMachine
    /// Whether actions are being carried out: what follows from them comes behind those that are left.
    private var isActing = false
    /// Every open connection by its token.
    var connections: [UInt64: Connection] = [:]
    /// Whoever waits, by the unit's number.
    var units: [UInt64: Unit] = [:]
    /// Shared connections on which something was sent in this turn of the loop.
    var touched: [Connection] = []
    /// Why no connection could be opened last; nil where one could.
    var lastFailure: DatabaseError?
    /// Who is told of notifications that arrive on any connection.
    let notified: (@Sendable (Notification) -> Void)?
    var closing: [CheckedContinuation<Void, Never>] = []
    let timer: UInt64

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
        machine = PoolMachine(limits: PoolLimits(configuration), at: .now)
        timer = loop.makeToken()
    }

    /// Tells the machine what has happened, and does what follows.
    func handle(_ event: PoolEvent) {
        machine.handle(event, at: .now)
        guard !isActing else { return }
        isActing = true
        while let action = machine.nextAction() { perform(action) }
        isActing = false
    }
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
                    $0.units[id] = Unit(id: id, kind: kind, statements: statements, continuation: continuation)
                    $0.handle(.arrived(Ticket(id: id, kind: kind, deadline: deadline)))
                }
                // A cancellation between the check above and this line did not find the unit.
                if Task.isCancelled { onLoop { $0.handle(.cancelled(id)) } }
            }
        } onCancel: {
            onLoop { $0.handle(.cancelled(id)) }
        }
        return try answer.get()
    }

    /// Lets go of the connection that a transaction holds, if it does; what is left open is rolled back.
    nonisolated func abandon(_ transaction: TransactionID) {
        onLoop { $0.handle(.abandoned(transaction)) }
    }

    /// Runs on the actor: at once where the caller is on the loop's thread, soon elsewhere.
    nonisolated func onLoop(_ body: @escaping @Sendable (isolated Pool) -> Void) {
        loop.execute { self.assumeIsolated(body) }
    }
}

// MARK: - From beginning to end

extension Pool {
    /// Opens the minimum of connections, and keeps them open from now on; and one for shared units, if there are any.
    func open() {
        handle(.started)
    }

    /// Gives up all connections open so far, each as soon as it owes nothing.
    func renewConnections() {
        handle(.outdated)
    }

    /// Takes no more work, lets what has been sent come to its end, and returns when every connection is closed.
    func close() async {
        await withCheckedContinuation { continuation in
            closing.append(continuation)
            handle(.closing)
        }
    }
}
