internal import Configuration
internal import Directory
internal import Effects
public import HTTPServer
internal import Jobs
internal import Lifecycle
public import Observability
public import Postgres

/// A whole worker: the queues it works on, what tells it that there is work, and the operator's endpoint beside it.
public struct PlatformWorker: Sendable {
    /// The operator's endpoint: health, readiness, metrics.
    public let operations: Server
    /// The database as the worker uses it.
    public let database: Database

    private let fitness: Fitness
    private let services: [any Service]
    private let logger: Logger

    /// Puts a worker together; nothing runs yet.
    public init(_ configuration: WorkerConfiguration, logger: Logger, metrics: Metrics) {
        self.logger = logger
        var settings = configuration.database
        // No job reads what may travel with others.
        settings.sharedConnections = 0
        let database = Database(configuration: settings, logger: logger.labelled("database"), metrics: metrics)
        self.database = database
        let aside = Database.aside(configuration.database)
        let fitness = Fitness(
            of: database, peppers: configuration.peppers, as: .worker, logger: logger.labelled("fitness"))
        self.fitness = fitness
        let hint = JobHint(database: database, logger: logger.labelled("jobs"))
        let outgoing = OutgoingLanes(configuration, hint, logger: logger, metrics: metrics).workers
        let lanes = ([Self.standardLane(configuration)] + outgoing).map { worker, handlers in
            Worker(
                database: database, aside: aside, handlers: handlers, configuration: worker,
                logger: logger.labelled("jobs"), metrics: metrics)
        }
        let leavings = LeavingsService(
            database: database, hint: hint, logger: logger.labelled("leavings"), metrics: metrics)
        // A connection that does nothing for hours should say in the database's own list what it is for.
        var listening = configuration.database
        listening.applicationName = "muster-listener"
        let listener = Listener(
            channels: [Jobs.channel], configuration: listening, logger: logger.labelled("listener"),
            metrics: metrics
        ) { _ in
            leavings.wake()
            for lane in lanes { lane.wake() }
        }
        operations = OperationsEndpoint(metrics: metrics) { try await fitness.examine() }
            .server(at: configuration.listen, logger: logger, metrics: metrics)
        let upkeep = Upkeep(database: database, logger: logger.labelled("upkeep"), metrics: metrics)
        let fanOut = EventFanOut(database: database, hint: hint, logger: logger.labelled("webhooks"))
        let signOfLife = SignOfLife(
            database: database, logger: logger.labelled("upkeep"), version: MusterVersion.current)
        let gauges = ConnectionGauges(database: database, logger: logger.labelled("upkeep"), metrics: metrics)
        metrics.showVersion()
        let working: [any Service] = [upkeep, leavings, signOfLife, gauges, hint, fanOut] + lanes
        services =
            [database.service, operations, fitness] + working.map { FitService(service: $0, fitness: fitness) } + [
                listener
            ]
    }

    /// Runs until it is told to stop, by SIGTERM, SIGINT or a cancelled task.
    ///
    /// It stops claiming first, and lets what it has begun come to an end.
    ///
    /// - Throws: ``PlatformError/wrongPepper`` where the database knows another pepper; what ended a service.
    public func run(handlingSignals: Bool = true) async throws {
        try await fitness.start()
        try await ServiceGroup(services, logger: logger.labelled("lifecycle"), handlesSignals: handlingSignals).run()
    }

    /// What works on the lane of everything that needs nobody but the database.
    private static func standardLane(
        _ configuration: WorkerConfiguration
    ) -> (Worker.Configuration, [any JobHandler]) {
        var standard = Worker.Configuration(concurrency: configuration.concurrency)
        standard.lease = configuration.lease
        return (standard, [DatabaseEffects(), AnonymiseEffect()])
    }
}
