public import Lifecycle
public import Observability
public import Postgres

/// Runs the jobs of a lane, as many at once as it is told, until it is asked to stop.
///
/// Any number of workers may run beside one another, in any number of processes.
public struct Worker: Service {
    let database: Database
    let aside: Database
    let handlers: [JobKind: any JobHandler]
    let configuration: Configuration
    let logger: Logger
    let metrics: WorkerMetrics
    let wakeup = Wakeup()

    /// What the log calls it.
    public var name: String { "worker (\(configuration.lane.rawValue))" }

    /// A worker that does not run yet.
    ///
    /// - Parameters:
    ///   - database: The database, as the role `muster_worker`.
    ///   - aside: The same by a connection that no job uses, so that leases are renewed however busy the others are.
    ///   - handlers: What does the jobs; each kind has one handler.
    ///   - configuration: How it works.
    ///   - logger: Is told of failed attempts, lost leases, and of a database that does not answer.
    ///   - metrics: Counts jobs, and shows the state of the queue.
    public init(
        database: Database, aside: Database? = nil, handlers: [any JobHandler],
        configuration: Configuration = Configuration(),
        logger: Logger = Logger(label: "jobs"), metrics: Metrics = Metrics()
    ) {
        self.database = database
        self.aside = aside ?? database
        self.configuration = configuration
        self.logger = logger.with(["lane": .string(configuration.lane.rawValue)])
        let pairs = handlers.flatMap { handler in handler.kinds.map { ($0, handler) } }
        precondition(Set(pairs.map(\.0)).count == pairs.count, "a kind has one handler")
        self.handlers = Dictionary(pairs) { first, _ in first }
        self.metrics = WorkerMetrics(metrics, lane: configuration.lane, kinds: pairs.map(\.0))
    }

    /// Looks at the queue soon: there may be something to do.
    public func wake() {
        wakeup.raise()
    }

    /// Runs jobs until it is asked to stop, and then until those that run are over or
    /// ``Configuration/drainLimit`` has passed.
    public func run(until shutdown: Shutdown) async throws {
        await WorkerRun(worker: self).run(until: shutdown)
    }
}
