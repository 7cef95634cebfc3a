public import Addresses
public import Configuration
public import Directory
public import HTTPClient
public import Postgres

/// What a worker process is made of, with every value checked.
public struct WorkerConfiguration: Sendable {
    /// How many jobs run at the same time where nothing else is said: so many that it pays to claim them, since a job
    /// takes a few milliseconds and so does a claim of any number of jobs.
    public static let standardConcurrency = 64

    /// Where the database is; the role is the worker's own.
    public var database: Database.Configuration
    /// Opens the secrets of webhooks.
    public var peppers: Peppers
    /// Where health and metrics are served.
    public var listen: SocketAddress
    /// How many jobs run at the same time, and beside them how many that wait for the servers of others.
    public var concurrency: Int
    /// How long a job is safe from other workers without being renewed.
    public var lease: Duration
    /// Networks that webhooks may reach although they are not public.
    public var webhookNetworks: [Network]
    /// When a webhook that failed is tried again.
    public var schedule: DeliverySchedule

    /// A configuration.
    public init(
        database: Database.Configuration, peppers: Peppers, listen: SocketAddress,
        concurrency: Int = standardConcurrency,
        lease: Duration = .seconds(30), webhookNetworks: [Network] = [], schedule: DeliverySchedule = .standard
    ) {
        self.database = database
        self.peppers = peppers
        self.listen = listen
        self.concurrency = concurrency
        self.lease = lease
        self.webhookNetworks = webhookNetworks
        self.schedule = schedule
    }
}

extension WorkerConfiguration {
    /// The configuration that settings give.
    public init(_ settings: Settings) throws(ConfigurationError) {
        self.init(
            database: try settings.database(as: .worker), peppers: try settings.peppers(),
            listen: try settings.value(PlatformSettings.workerListen),
            concurrency: try settings.value(PlatformSettings.workerConcurrency),
            lease: try settings.value(PlatformSettings.workerLease),
            webhookNetworks: try settings.value(PlatformSettings.webhookNetworks))
    }
}
