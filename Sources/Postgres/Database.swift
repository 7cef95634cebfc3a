public import Lifecycle
public import Observability

/// A PostgreSQL database: a pool of connections, and the deadline of what is done through this handle.
///
/// A handle is cheap to copy. All copies share the pool.
public struct Database: Sendable {
    let pool: Pool
    private let deadline: ContinuousClock.Instant?

    /// A database whose connections are opened when they are needed.
    ///
    /// - Parameters:
    ///   - configuration: how it is reached, and the limits.
    ///   - logger: is told when the server cannot be reached, and when it can again.
    ///   - metrics: counts round trips and connections.
    public init(
        configuration: Configuration, logger: Logger = Logger(label: "database"), metrics: Metrics = Metrics()
    ) {
        pool = Pool(configuration: configuration, logger: logger, metrics: metrics)
        deadline = nil
    }

    private init(pool: Pool, deadline: ContinuousClock.Instant) {
        self.pool = pool
        self.deadline = deadline
    }

    /// The same database, for work that has to be over by an instant.
    ///
    /// An earlier deadline that the handle has already stays.
    public func before(_ deadline: ContinuousClock.Instant) -> Database {
        Database(pool: pool, deadline: self.deadline.map { min($0, deadline) } ?? deadline)
    }

    /// The round trips made so far, by every handle of this pool.
    public var roundTrips: Int { pool.counters.roundTrips }

    /// What keeps the minimum of connections open while the process runs, and closes all of them at its end.
    public var service: some Service { DatabaseService(pool: pool) }

    /// Has every connection make room for a new one as soon as it has nothing outstanding: sessions begin with settings
    /// of their role, and keep those.
    public func renewConnections() async {
        await pool.renewConnections()
    }

    /// Closes every connection as soon as it has nothing outstanding; later work is refused as unavailable.
    public func close() async {
        await pool.close()
    }

    /// When work that begins now has to be over.
    var currentDeadline: ContinuousClock.Instant {
        deadline ?? .now + pool.configuration.operationTimeout
    }
}
