internal import Configuration
internal import Directory
public import HTTPServer
internal import Lifecycle
public import Observability
public import Postgres
internal import Traffic

/// A whole server: the database, the surfaces that it is configured to have, and the operator's endpoint beside them.
public struct PlatformServer: Sendable {
    /// What the world asks: all the surfaces.
    public let surfaces: Server
    /// What the operator's machines ask: health, readiness, metrics.
    public let operations: Server
    /// The database as the server uses it.
    public let database: Database

    private let fitness: Fitness
    private let upkeep: [any Service]
    private let logger: Logger

    /// Puts a server together; nothing runs yet.
    ///
    /// - Precondition: the configuration names a surface, and each once.
    public init(_ configuration: PlatformConfiguration, logger: Logger, metrics: Metrics) {
        self.logger = logger
        metrics.showVersion()
        let database = Database(
            configuration: configuration.database, logger: logger.labelled("database"), metrics: metrics)
        self.database = database
        let fitness = Fitness(
            of: database, peppers: configuration.peppers, as: .server, logger: logger.labelled("fitness"))
        self.fitness = fitness
        let doorkeeper = Doorkeeper(
            standardRate: configuration.tenantRequestsPerSecond,
            trusting: TrustedProxies(configuration.trustedProxies), metrics: metrics)
        let served = configuration.surfaces.map { kind in
            ServedSurface(kind, of: configuration, database: database, doorkeeper: doorkeeper, logger: logger)
        }
        let loop = LoopWatch(of: configuration.database.loop, logger: logger.labelled("loop"), metrics: metrics)
        upkeep = served.flatMap(\.upkeep) + [loop]
        surfaces = Server(
            ServerConfiguration(
                address: configuration.listen.host, port: configuration.listen.port,
                inheritedSocket: configuration.inheritedSocket, limits: configuration.limits,
                loop: configuration.database.loop),
            surfaces: served.map { $0.surface.open { fitness.isFit } }, logger: logger.labelled("http"),
            metrics: metrics)
        let endpoint = OperationsEndpoint(metrics: metrics) { [surfaces] in
            try await Self.checkReadiness(of: surfaces, fitness)
        }
        operations = endpoint.server(
            at: configuration.operationsListen, inheritedSocket: configuration.inheritedOperationsSocket,
            logger: logger, metrics: metrics)
    }

    /// Runs until it is told to stop, by SIGTERM, SIGINT or a cancelled task.
    ///
    /// The surfaces stop first: while they answer what they have begun, readiness says no.
    ///
    /// - Throws: ``PlatformError/wrongPepper`` where the database knows another pepper; what ended a service.
    public func run(handlingSignals: Bool = true) async throws {
        try await fitness.start()
        try await ServiceGroup(
            [database.service, operations, fitness] + upkeep + [surfaces], logger: logger.labelled("lifecycle"),
            handlesSignals: handlingSignals
        ).run()
    }

    /// Ready means: not stopping, and the database answers, is migrated and knows the pepper.
    private static func checkReadiness(of surfaces: Server, _ fitness: Fitness) async throws {
        guard surfaces.state == .serving else {
            throw OperationsEndpoint.NotReady(reason: "The server is starting or stopping.")
        }
        try await fitness.examine()
    }
}
