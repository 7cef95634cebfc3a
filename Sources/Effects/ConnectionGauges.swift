internal import Directory
public import Lifecycle
public import Observability
public import Postgres

/// Shows in the metrics which identity providers will be, or are, cut off: counts over all tenants, so that their
/// number does not grow with that of tenants.
public struct ConnectionGauges: Service {
    /// How often everything is counted anew.
    public static let interval = Duration.seconds(60)

    /// What the log calls it.
    public let name = "connection gauges"

    private let database: Database
    private let logger: Logger
    private let counts: [(gauge: Gauge, count: any KeyPath<ConnectionWatch, Int> & Sendable)]

    /// The gauges over a database, as the worker.
    public init(database: Database, logger: Logger, metrics: Metrics) {
        self.database = database
        self.logger = logger
        func tokens(_ time: String) -> Gauge {
            metrics.gauge(
                "muster_tokens_expiring", help: "SCIM tokens that expire within a time.", labels: ["within": time])
        }
        func silent(_ time: String) -> Gauge {
            metrics.gauge(
                "muster_connections_silent", help: "Connections in use that were not used for a time.",
                labels: ["for": time])
        }
        let cutOff = metrics.gauge(
            "muster_connections_cut_off", help: "Connections whose last token has expired while it was in use.")
        let inUse = metrics.gauge(
            "muster_connections_in_use", help: "Connections with a live token that has been used.")
        counts = [
            (tokens("1d"), \.expiringWithinDay), (tokens("7d"), \.expiringWithinWeek),
            (tokens("30d"), \.expiringWithinMonth), (cutOff, \.expiredInUse), (inUse, \.inUse),
            (silent("1d"), \.silentForDay), (silent("7d"), \.silentForWeek),
        ]
    }

    /// Runs until it is told to stop.
    public func run(until shutdown: Shutdown) async throws {
        repeat {
            do {
                let watch = try await database.pipeline(ConnectionWatch.take())
                for (gauge, count) in counts { gauge.set(Double(watch[keyPath: count])) }
            } catch {
                logger.warning("connections were not counted", ["error": .string("\(error)")])
            }
        } while await !shutdown.requested(within: Self.interval)
    }
}
