internal import Directory
public import Jobs
public import Lifecycle
public import Observability
public import Postgres

/// Reads the log of events for those endpoints that hear of more than people's access, and puts deliveries in line.
///
/// Of several workers one reads at a time. Nothing is lost when it ends, since the place in the log moves in the
/// transaction that puts the deliveries in line.
public struct EventFanOut: Service {
    /// How often it is looked whether something has happened.
    public static let interval = Duration.seconds(1)
    /// How many events are looked at in one transaction.
    public static let batch = 500

    /// What the log calls it.
    public let name = "event fan-out"

    private let database: Database
    private let hint: JobHint
    private let logger: Logger

    /// The fan-out of a database, as the worker.
    ///
    /// - Parameter hint: tells workers that there are deliveries.
    public init(database: Database, hint: JobHint, logger: Logger) {
        self.database = database
        self.hint = hint
        self.logger = logger
    }

    /// Runs until it is told to stop.
    public func run(until shutdown: Shutdown) async throws {
        var isFailing = false
        repeat {
            do {
                while try await readOn(), !shutdown.isRequested {}
                isFailing = false
            } catch {
                // The first of several: the pool says when the database can be reached again.
                if !isFailing { logger.warning("events not told", ["error": .string("\(error)")]) }
                isFailing = true
            }
        } while await !shutdown.requested(within: Self.interval)
    }

    /// Looks at the next events; true if there may be more.
    private func readOn() async throws -> Bool {
        let (seen, queued) = try await database.pipeline(Deliveries.fanOut(limit: Self.batch))
        if queued > 0 { hint.notify() }
        return seen == Self.batch
    }
}
