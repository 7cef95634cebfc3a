internal import Configuration
public import HTTPServer
internal import Lifecycle
public import Observability
public import Postgres
internal import Provisioning

/// A whole server: the database, the SCIM endpoint, and the operator's endpoint beside it.
public struct PlatformServer: Sendable {
    /// The SCIM endpoint.
    public let scim: Server
    /// The operator's endpoint: health, readiness, metrics.
    public let admin: Server
    /// The database as the server uses it.
    public let database: Database

    private let logger: Logger

    /// Puts a server together; nothing runs yet.
    public init(_ configuration: PlatformConfiguration, logger: Logger, metrics: Metrics) {
        self.logger = logger
        database = Database(
            configuration: configuration.database, logger: logger.labelled("database"), metrics: metrics)
        let service = SCIMService(
            database: database, pepper: configuration.pepper, address: configuration.address,
            logger: logger.labelled("scim"))
        scim = Server(
            ServerConfiguration(
                address: configuration.listen.host, port: configuration.listen.port,
                limits: configuration.limits, failure: { failure, _ in SCIMService.response(to: failure) }),
            logger: logger.labelled("http"), metrics: metrics
        ) { await service.respond(to: $0) }
        let operations = OperationsEndpoint(database: database, scim: scim, metrics: metrics)
        admin = Server(
            ServerConfiguration(address: configuration.adminListen.host, port: configuration.adminListen.port),
            logger: logger.labelled("admin")
        ) { await operations.respond(to: $0) }
    }

    /// Runs until it is told to stop, by SIGTERM, SIGINT or a cancelled task.
    ///
    /// The SCIM endpoint stops first: while it answers what it has begun, readiness says no.
    public func run(handlingSignals: Bool = true) async throws {
        try await ServiceGroup(
            [database.service, admin, scim], logger: logger.labelled("lifecycle"), handlesSignals: handlingSignals
        ).run()
    }
}
