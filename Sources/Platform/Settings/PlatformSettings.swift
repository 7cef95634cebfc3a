public import Addresses
public import Configuration
public import Directory
public import Observability
public import Postgres

/// Everything that can be configured in a server and in the command line, each thing in one place.
public enum PlatformSettings {
    /// All settings, in the order in which people are shown them.
    public static let all: [any AnySetting] = [
        databaseURL, databaseDirectURL, databasePrepared, databaseConnections, migrations, baseDomain, publicScheme,
        publicPort, pepper, secondPepper, surfaces, listen, operationsListen, tenantRequestsPerSecond, trustedProxies,
        workerListen, workerConcurrency, workerLease, webhookNetworks,
        logLevel,
    ]

    /// Where the database is.
    public static let databaseURL = Setting<DatabaseURL>(
        "database-url",
        summary: """
            The PostgreSQL database. Leave the user out: every process and command uses its own role. The password \
            belongs into the file that PGPASSFILE names.
            """,
        .databaseURL, isSecret: true, holdsSecret: \.holdsPassword)

    /// Where PostgreSQL itself is.
    public static let databaseDirectURL = Setting<DatabaseURL>(
        "database-direct-url",
        summary: """
            Where PostgreSQL itself is, where database-url leads to a pooler: 'muster migrate', and programs that listen \
            for news, need sessions of their own. Without it, database-url.
            """,
        .databaseURL, isSecret: true, holdsSecret: \.holdsPassword)

    /// Whether statements are prepared under names.
    public static let databasePrepared = Setting<PreparedStatements>(
        "database-prepared",
        summary: "Whether statements are prepared: named, or unnamed for a pooler that loses their names.", .choice,
        default: .named)

    /// How many connections a process holds for units that need one to themselves.
    public static let databaseConnections = Setting<Int>(
        "database-connections", summary: "How many connections to the database a server takes turns on.",
        .integer(1...1_000), default: 8)

    /// Where the migrations are.
    public static let migrations = Setting<String>(
        "migrations",
        summary: """
            The folder with the migrations. Without it, Migrations in the working directory, and then beside the \
            program.
            """, .path)

    /// What every tenant's canonical host name ends with.
    public static let baseDomain = Setting<Hostname>(
        "base-domain", summary: "The domain of the platform; instance 1042 of acme is cp-inst1042-acme below it.",
        .domain)

    /// How clients reach the platform.
    public static let publicScheme = Setting<PublicScheme>(
        "public-scheme", summary: "How clients reach the platform: https, or http for trying things out.", .choice,
        default: .https)

    /// The port under which clients reach the platform.
    public static let publicPort = Setting<Int>(
        "public-port", summary: "The port under which clients reach the platform. Without it, that of the scheme.",
        .integer(1...65_535))

    /// The key under which secrets are digested.
    public static let pepper = Setting<Pepper>(
        "pepper",
        summary: """
            The key under which tokens and other secrets are digested. Make its file with 'muster pepper create FILE', \
            and change it as 'muster pepper --help' says: otherwise every secret becomes unknown.
            """, .pepper, isSecret: true)

    /// Another such key beside it.
    public static let secondPepper = Setting<Pepper>(
        "second-pepper",
        summary: """
            Another pepper beside it, while the platform moves from one to the other. Which of the two is the current \
            one the database knows.
            """, .pepper, isSecret: true)

    /// What a server is to the world.
    public static let surfaces = Setting<[PlatformSurface]>(
        "surfaces",
        summary: """
            What a server serves, separated by commas: scim for identity providers, product for introspection and the \
            feed of events. Without it, all of them.
            """,
        .surfaces, default: PlatformSurface.allCases)

    /// Where a server serves its surfaces.
    public static let listen = Setting<SocketAddress>(
        "listen", summary: "Where a server serves its surfaces; the proxy that ends TLS stands in front.",
        .socketAddress, default: SocketAddress(parsing: "127.0.0.1:8080"))

    /// Where a server serves health and metrics.
    public static let operationsListen = Setting<SocketAddress>(
        "operations-listen",
        summary: "Where a server serves /healthz, /readyz and /metrics, for the operator only.",
        .socketAddress, default: SocketAddress(parsing: "127.0.0.1:9090"))

    /// How much each tenant may ask for.
    public static let tenantRequestsPerSecond = Setting<Int>(
        "tenant-requests-per-second",
        summary: """
            How many requests a second each tenant may send, over all servers, unless 'muster tenant settings' says \
            otherwise. Without it there is no limit: capacity is shared fairly anyway.
            """, .integer(RequestLimit.rates))

    /// Whose word counts for where a request came from.
    public static let trustedProxies = Setting<[Network]>(
        "trusted-proxies",
        summary: """
            The networks of the proxies in front, such as 127.0.0.1/32,10.1.0.0/16, separated by commas. Guesses at \
            tokens are counted for the last address in X-Forwarded-For that is not one of them. Without it, the \
            address of the connection counts.
            """,
        .networks, default: [])

    /// Where a worker serves health and metrics.
    public static let workerListen = Setting<SocketAddress>(
        "worker-listen", summary: "Where a worker serves /healthz, /readyz and /metrics, for the operator only.",
        .socketAddress, default: SocketAddress(parsing: "127.0.0.1:9091"))

    /// How much a worker does at once.
    public static let workerConcurrency = Setting<Int>(
        "worker-concurrency",
        summary: """
            How many jobs a worker runs at the same time, half of them for one tenant at most; and beside them how many \
            webhooks, a quarter of them for one tenant.
            """,
        .integer(1...1_000), default: WorkerConfiguration.standardConcurrency)

    /// How soon others take over from a worker that is gone.
    public static let workerLease = Setting<Duration>(
        "worker-lease",
        summary: """
            How long a worker keeps its jobs without renewing its claim to them, which it does three times as often. \
            That long a job waits whose worker has died.
            """,
        .duration(.seconds(1)...(.seconds(3600))), default: .seconds(30))

    /// Where webhooks may go beside the public internet.
    public static let webhookNetworks = Setting<[Network]>(
        "webhook-networks",
        summary: """
            Networks that webhooks may reach although they are not public, such as 10.1.0.0/16, separated by commas. \
            Without it, none: an address that a customer chose must not lead into the operator's own network.
            """,
        .networks, default: [])

    /// How much is logged.
    public static let logLevel = Setting<Logger.Level>(
        "log-level", summary: "How much a server or worker logs.", .logLevel, default: .info)
}
