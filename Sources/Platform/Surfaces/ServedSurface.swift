internal import HTTPServer
internal import Jobs
internal import Lifecycle
internal import Observability
internal import Postgres
internal import ProductAPI
internal import Provisioning
internal import Traffic

/// A surface with what has to run beside it, and which a server without it does not have.
struct ServedSurface {
    let surface: Surface
    var upkeep: [any Service] = []

    /// Puts a surface together.
    init(
        _ kind: PlatformSurface, of configuration: PlatformConfiguration, database: Database, doorkeeper: Doorkeeper,
        logger: Logger
    ) {
        switch kind {
        case .scim:
            let aside = Database.aside(configuration.database)
            let hint = JobHint(database: aside, logger: logger.labelled("jobs"))
            upkeep = [
                hint, DemandExchange(for: doorkeeper, database: aside, logger: logger.labelled("limits")),
                TokenUseJournal(of: doorkeeper, database: aside, logger: logger.labelled("tokens")),
            ]
            surface =
                SCIMService(
                    database: database, peppers: configuration.peppers, address: configuration.address,
                    logger: logger.labelled("scim"), doorkeeper: doorkeeper
                ) { hint.notify() }
                .surface
        case .product:
            surface =
                ProductService(
                    database: database, peppers: configuration.peppers, logger: logger.labelled("product"),
                    doorkeeper: doorkeeper
                )
                .surface
        }
    }
}
