public import Configuration
public import Directory
public import HTTPClient
public import Postgres

/// What a worker process is made of, with every value checked.
public struct WorkerConfiguration: Sendable {
    /// Where the database is; the role is the worker's own.
    public var database: Database.Configuration
    /// Opens the secrets of webhooks.
    public var pepper: Pepper
    /// Where health and metrics are served.
    public var listen: SocketAddress
    /// How many jobs of each lane run at the same time.
    public var concurrency: Int
    /// How long a job is safe from other workers without being renewed.
    public var lease: Duration
    /// Networks that webhooks may reach although they are not public.
    public var webhookNetworks: [Network]
    /// When a webhook that failed is tried again.
    public var schedule: DeliverySchedule

    /// A configuration.
    public init(
        database: Database.Configuration, pepper: Pepper, listen: SocketAddress, concurrency: Int = 16,
        lease: Duration = .seconds(30), webhookNetworks: [Network] = [], schedule: DeliverySchedule = .standard
    ) {
        self.database = database
        self.pepper = pepper
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
            database: try settings.database(as: .worker), pepper: try settings.value(PlatformSettings.pepper),
            listen: try settings.value(PlatformSettings.workerListen),
            concurrency: try settings.value(PlatformSettings.workerConcurrency),
            lease: try settings.value(PlatformSettings.workerLease),
            webhookNetworks: try settings.value(PlatformSettings.webhookNetworks))
    }
}
