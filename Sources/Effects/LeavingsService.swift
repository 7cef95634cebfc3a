internal import Directory
internal import FoundationEssentials
public import Jobs
public import Lifecycle
public import Observability
public import Postgres

/// Carries out what follows when people leave, and undoes what staff want undone: a hundred people in a transaction,
/// which leaves the proof for each.
///
/// A round needs no lease: it is one transaction, which is there whole or not at all. Any number of workers may run beside
/// one another; no two of them are at the same tenant.
public struct LeavingsService: Service {
    /// At about how many people a round ends.
    public static let batch = 100
    /// After how long without a hint the table is looked at.
    public static let pollInterval = Duration.seconds(1)
    /// How long to wait after a round that failed.
    static let pauseAfterFailure = Duration.seconds(1)
    /// How much time lies between the beginnings of two rounds, at least: who leaves meanwhile shares the next one.
    static let roundInterval = Duration.milliseconds(40)

    /// What the log calls it.
    public let name = "leavings"

    private let database: Database
    private let hint: JobHint
    private let logger: Logger
    private let wakeup = Wakeup()
    private let carriedOut: Counter
    private let handedOver: Counter

    /// The service of a database, as the worker.
    ///
    /// - Parameter hint: tells workers that there are webhooks to send.
    public init(database: Database, hint: JobHint, logger: Logger, metrics: Metrics) {
        self.database = database
        self.hint = hint
        self.logger = logger
        carriedOut = metrics.counter(
            "muster_offboardings_carried_out_total", help: "People whose effects were carried out, or undone.")
        handedOver = metrics.counter(
            "muster_offboardings_handed_over_total",
            help: "People whose effects went to the queue of jobs, since one could not be carried out.")
    }

    /// Looks soon: somebody may have left.
    public func wake() {
        wakeup.raise()
    }

    /// Works until it is told to stop.
    public func run(until shutdown: Shutdown) async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await shutdown.requested()
                wakeup.raise()
            }
            await work(until: shutdown)
            group.cancelAll()
        }
    }

    private func work(until shutdown: Shutdown) async {
        // Workers begin at different tenants.
        var tenant = UUID()
        while !shutdown.isRequested && !Task.isCancelled {
            let began = ContinuousClock.now
            guard let round = await round(behind: tenant) else {
                await wakeup.raised(within: Self.pauseAfterFailure)
                continue
            }
            tenant = round.lastTenant
            // A round ends after some people or some tenants: whoever did something looks again.
            if round.carriedOut + round.handedOver == 0 { await wakeup.raised(within: Self.pollInterval) }
            try? await Task.sleep(until: began + Self.roundInterval)
        }
    }

    /// One round; nil where it failed.
    private func round(behind tenant: UUID) async -> Offboardings.Round? {
        do {
            let round = try await database.pipeline(Offboardings.carryOut(behind: tenant, limit: Self.batch))
            carriedOut.increment(by: Int(round.carriedOut))
            if round.deliveries > 0 || round.handedOver > 0 { hint.notify() }
            if round.failedTenants > 0 {
                logger.warning("leavings not carried out", ["tenants": .integer(Int(round.failedTenants))])
            }
            if round.handedOver > 0 {
                handedOver.increment(by: Int(round.handedOver))
                logger.warning(
                    "effects are carried out one by one, since one failed", ["people": .integer(Int(round.handedOver))])
            }
            return round
        } catch {
            // The pool tells when the database cannot be reached, once.
            if error.code != .cancelled && error.code != .unavailable {
                logger.warning("leavings not carried out", ["error": .string(error.description)])
            }
            return nil
        }
    }
}
