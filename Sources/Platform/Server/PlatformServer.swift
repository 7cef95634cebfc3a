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

    private let upkeep: [any Service]
    private let logger: Logger

    /// Puts a server together; nothing runs yet.
    public init(_ configuration: PlatformConfiguration, logger: Logger, metrics: Metrics) {
        self.logger = logger
        let database = Database(
            configuration: configuration.database, logger: logger.labelled("database"), metrics: metrics)
        self.database = database
        let aside = Self.databaseAside(configuration.database)
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
            database: database, pepper: configuration.pepper, address: configuration.address,
            logger: logger.labelled("scim"), doorkeeper: doorkeeper
        ) { hint.notify() }
        let product = ProductService(
            database: database, pepper: configuration.pepper, logger: logger.labelled("product"),
            doorkeeper: doorkeeper)
        scim = Server(
            ServerConfiguration(
                address: configuration.listen.host, port: configuration.listen.port,
                inheritedSocket: configuration.inheritedSocket,
                limits: configuration.limits, loop: configuration.database.loop,
                passage: { doorkeeper.passage(for: $0) },
                bodyLimit: { SCIMService.bodyBytes(for: $0) },
                failure: { failure, request in
                    request?.path == ProductService.introspectionPath
                        ? ProductService.response(to: failure) : SCIMService.response(to: failure)
                }),
            logger: logger.labelled("http"), metrics: metrics
        ) { request in
            request.path == ProductService.introspectionPath
                ? await product.introspect(request) : await service.respond(to: request)
        }
        let operations = OperationsEndpoint(
            metrics: metrics,
            more: [Route(.get, ProductService.eventFeedPath) { request, _ in await product.events(request) }],
            readiness: { [scim] in try await Self.checkReadiness(of: scim, database) })
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
    public func run(handlingSignals: Bool = true) async throws {
        try await ServiceGroup(
            [database.service, admin] + upkeep + [scim], logger: logger.labelled("lifecycle"),
            handlesSignals: handlingSignals
        ).run()
    }

    /// A connection of its own for what has to be told apart from requests: none of them ever waits for that.
    private static func databaseAside(_ configuration: Database.Configuration) -> Database {
        var configuration = configuration
        configuration.applicationName = "muster aside"
        configuration.maximumConnections = 1
        configuration.minimumConnections = 0
        configuration.sharedConnections = 0
        return Database(configuration: configuration)
    }

    /// Ready means: not stopping, and the database answers and is migrated.
    private static func checkReadiness(of scim: Server, _ database: Database) async throws {
        guard scim.state == .serving else {
            throw OperationsEndpoint.NotReady(reason: "The server is starting or stopping.")
        }
        guard let probe = Hostname(parsing: "readiness.invalid") else { return }
        _ = try await database.before(.now + OperationsEndpoint.patience).pipeline(Access.isRouted(probe))
    }
}
