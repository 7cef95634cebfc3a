internal import Directory
public import Lifecycle
public import Observability
public import Postgres

/// What nobody asks for and somebody has to do from time to time: put people in line whose data is due to go, count the
/// holds that wait for staff, forget deliveries that are long over, and make room for the events of the months to come.
public struct Upkeep: Service {
    /// How often.
    public static let interval = Duration.seconds(60)
    /// How many people at once.
    public static let batch = 1000

    /// What the log calls it.
    public let name = "upkeep"

    private let database: Database
    private let logger: Logger
    private let openHolds: Gauge

    /// The upkeep of a database, as the worker.
    public init(database: Database, logger: Logger, metrics: Metrics) {
        self.database = database
        self.logger = logger
        openHolds = metrics.gauge(
            "muster_offboarding_holds_open", help: "Holds on offboardings that wait for staff to approve or undo.")
    }

    /// Runs until it is told to stop.
    public func run(until shutdown: Shutdown) async throws {
        repeat {
            await attempt("upkeep failed") {
                let (_, holds) = try await database.pipeline(
                    Offboardings.enqueueAnonymisations(limit: Self.batch), Holds.countOpen())
                openHolds.set(Double(holds))
            }
            await attempt("deliveries not forgotten") {
                while try await database.pipeline(Deliveries.forget(limit: Self.batch)) == Self.batch {}
            }
            // There are partitions for two months more, and one for everything else.
            await attempt("events not maintained") { try await database.pipeline(Events.maintain()) }
        } while await !shutdown.requested(within: Self.interval)
    }

    private func attempt(_ failure: StaticString, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            logger.warning(failure, ["error": .string("\(error)")])
        }
    }
}
