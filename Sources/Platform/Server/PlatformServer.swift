internal import Configuration
internal import Directory
public import HTTPServer
internal import Jobs
internal import Lifecycle
public import Observability
public import Postgres
internal import ProductAPI
internal import Provisioning
internal import Traffic

/// A whole server: the database, the SCIM endpoint, and the operator's endpoint beside it.
public struct PlatformServer: Sendable {
    /// The SCIM endpoint.
    public let scim: Server
    /// The operator's endpoint: health, readiness, metrics.
    public let admin: Server
    /// The database as the server uses it.
    public let database: Database

    private let fitness: Fitness
    private let upkeep: [any Service]
    private let logger: Logger

    /// Puts a server together; nothing runs yet.
    public init(_ configuration: PlatformConfiguration, logger: Logger, metrics: Metrics) {
        self.logger = logger
        metrics.showVersion()
        let database = Database(
            configuration: configuration.database, logger: logger.labelled("database"), metrics: metrics)
        self.database = database
        let fitness = Fitness(
            of: database, peppers: configuration.peppers, as: .server, logger: logger.labelled("fitness"))
        self.fitness = fitness
        let aside = Database.aside(configuration.database)
        let hint = JobHint(database: aside, logger: logger.labelled("jobs"))
        let doorkeeper = Doorkeeper(
            standardRate: configuration.tenantRequestsPerSecond,
            trusting: TrustedProxies(configuration.trustedProxies), metrics: metrics)
        upkeep = [
            hint, DemandExchange(for: doorkeeper, database: aside, logger: logger.labelled("limits")),
            TokenUseJournal(of: doorkeeper, database: aside, logger: logger.labelled("tokens")),
            LoopWatch(of: configuration.database.loop, logger: logger.labelled("loop"), metrics: metrics),
        ]
        let service = SCIMService(
            database: database, peppers: configuration.peppers, address: configuration.address,
            logger: logger.labelled("scim"), doorkeeper: doorkeeper
        ) { hint.notify() }
        let product = ProductService(
            database: database, peppers: configuration.peppers, logger: logger.labelled("product"),
            doorkeeper: doorkeeper)
        var serving = ServerConfiguration(
            address: configuration.listen.host, port: configuration.listen.port,
            inheritedSocket: configuration.inheritedSocket,
            limits: configuration.limits, loop: configuration.database.loop,
            passage: { doorkeeper.passage(for: $0) },
            bodyLimit: { SCIMService.bodyBytes(for: $0) },
            failure: { Self.response(to: $0, $1) })
        serving.logMetadata = { doorkeeper.logMetadata(of: $0) }
        scim = Server(
            serving, logger: logger.labelled("http"), metrics: metrics
        ) { request in
            guard fitness.isFit else { return Self.response(to: .unavailable, request) }
            return request.path == ProductService.introspectionPath
                ? await product.introspect(request) : await service.respond(to: request)
        }
        let operations = OperationsEndpoint(
            metrics: metrics,
            more: [
                Route(.get, ProductService.eventFeedPath) { request, _ in
                    fitness.isFit ? await product.events(request) : ProductService.response(to: .unavailable)
                }
            ],
            readiness: { [scim] in try await Self.checkReadiness(of: scim, fitness) })
        admin = Server(
            ServerConfiguration(
                name: "admin", address: configuration.adminListen.host, port: configuration.adminListen.port,
                inheritedSocket: configuration.inheritedAdminSocket,
                // However many read the feed at once, health and metrics are answered beside them.
                passage: { .origin(Origin($0.path == ProductService.eventFeedPath ? 1 : 2)) }),
            logger: logger.labelled("admin"), metrics: metrics
        ) { await operations.respond(to: $0) }
    }

    /// Runs until it is told to stop, by SIGTERM, SIGINT or a cancelled task.
    ///
    /// The SCIM endpoint stops first: while it answers what it has begun, readiness says no.
    ///
    /// - Throws: ``PlatformError/wrongPepper`` where the database knows another pepper; what ended a service.
    public func run(handlingSignals: Bool = true) async throws {
        try await fitness.start()
        try await ServiceGroup(
            [database.service, admin, fitness] + upkeep + [scim], logger: logger.labelled("lifecycle"),
            handlesSignals: handlingSignals
        ).run()
    }

    /// Whatever is refused is told in the language of whoever asks.
    private static func response(to failure: Failure, _ request: Request?) -> Response {
        request?.path == ProductService.introspectionPath
            ? ProductService.response(to: failure) : SCIMService.response(to: failure)
    }

    /// Ready means: not stopping, and the database answers, is migrated and knows the pepper.
    private static func checkReadiness(of scim: Server, _ fitness: Fitness) async throws {
        guard scim.state == .serving else {
            throw OperationsEndpoint.NotReady(reason: "The server is starting or stopping.")
        }
        try await fitness.examine()
    }
}
