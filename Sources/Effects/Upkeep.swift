internal import Directory
internal import FoundationEssentials
public import Lifecycle
public import Observability
public import Postgres

/// What nobody asks for and somebody has to do from time to time: put people in line whose data is due to go, count the
/// holds that wait for staff, forget deliveries that are long over, make room for the events of the months to come, and
/// look after what must not go wrong unnoticed.
public struct Upkeep: Service {
    /// How often.
    public static let interval = Duration.seconds(60)
    /// How many people at once.
    public static let batch = 1000
    /// Of how many tenants at once it is compared whom they let in.
    public static let comparedTenants = 500

    /// What the log calls it.
    public let name = "upkeep"

    private let database: Database
    private let logger: Logger
    private let openHolds: Gauge
    private let feedLag: Gauge
    private let wrongAdmissions: Gauge
    private let oldestDue: Gauge

    /// The upkeep of a database, as the worker.
    public init(database: Database, logger: Logger, metrics: Metrics) {
        self.database = database
        self.logger = logger
        openHolds = metrics.gauge(
            "muster_offboarding_holds_open", help: "Holds on offboardings that wait for staff to approve or undo.")
        feedLag = metrics.gauge(
            "muster_events_feed_lag_seconds",
            help: "For how long the first event has waited that the feed does not show yet.")
        wrongAdmissions = metrics.gauge(
            "muster_admissions_wrong",
            help: "Rows of the table by which requests are let in that do not say what the tenants' own tables say.")
        oldestDue = metrics.gauge(
            "muster_offboardings_oldest_due_seconds",
            help: "For how long the effects of a leaving have been due that nobody has carried out.")
    }

    /// Runs until it is told to stop. What cannot be done keeps nothing else from being done.
    public func run(until shutdown: Shutdown) async throws {
        var comparison = Comparison()
        repeat {
            await attempt("nobody put in line to be anonymised") {
                _ = try await database.pipeline(Offboardings.enqueueAnonymisations(limit: Self.batch))
            }
            await attempt("holds not counted") {
                let (holds, seconds) = try await database.pipeline(
                    Holds.countOpen(), Offboardings.oldestDueSeconds())
                openHolds.set(Double(holds))
                oldestDue.set(seconds)
            }
            await attempt("deliveries not forgotten") {
                while try await database.pipeline(Deliveries.forget(limit: Self.batch)) == Self.batch {}
            }
            // There are partitions for two months more, and one for everything else.
            await attempt("events not maintained") { try await database.pipeline(Events.maintain()) }
            await attempt("lag of the feed not measured") {
                let lag = try await database.pipeline(Safeguards.feedLag())
                feedLag.set(lag)
            }
            await attempt("admissions not compared") {
                let found = try await database.pipeline(
                    Safeguards.compareAdmissions(behind: comparison.last, limit: Self.comparedTenants))
                wrongAdmissions.set(Double(comparison.take(found.wrong, found.last)))
            }
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

extension Upkeep {
    /// How far the comparison of all tenants has come, which begins anew when it is through.
    private struct Comparison {
        private static let beginning = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

        private(set) var last = beginning
        private var found = 0
        private var foundBefore = 0

        /// Takes what was found in some tenants, and says how much is known to be wrong.
        mutating func take(_ wrong: Int, _ last: UUID?) -> Int {
            found += wrong
            defer {
                self.last = last ?? Self.beginning
                if last == nil { (foundBefore, found) = (found, 0) }
            }
            return last == nil ? found : max(found, foundBefore)
        }
    }
}
