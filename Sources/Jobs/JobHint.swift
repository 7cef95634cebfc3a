public import Lifecycle
public import Observability
public import Postgres

/// Tells workers that jobs have been enqueued, so that they need not wait until they look by themselves.
///
/// At most one `NOTIFY` per interval, in a transaction of its own: one in every request's transaction would make the
/// requests wait for one another. A hint that is lost costs a worker's poll interval, and nothing else.
public struct JobHint: Service {
    private let database: Database
    private let interval: Duration
    private let logger: Logger
    private let wakeup = Wakeup()

    /// What the log calls it.
    public var name: String { "job hint" }

    /// A hint that has not been given.
    ///
    /// - Parameters:
    ///   - database: Where the workers listen.
    ///   - interval: How much time lies between two notifications, at least.
    ///   - logger: Is told, at level debug, of hints that could not be given.
    public init(
        database: Database, interval: Duration = .milliseconds(200), logger: Logger = Logger(label: "jobs")
    ) {
        self.database = database
        self.interval = interval
        self.logger = logger
    }

    /// Says that jobs have been committed. Returns at once.
    public func notify() {
        wakeup.raise()
    }

    /// Sends notifications until asked to stop.
    public func run(until shutdown: Shutdown) async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await shutdown.requested()
                wakeup.raise()
            }
            repeat {
                await wakeup.raised()
                // The wish to stop raises it too; one hint too many does no harm, one too few costs a poll.
                await send()
            } while await !shutdown.requested(within: interval)
            group.cancelAll()
        }
    }

    private func send() async {
        do {
            try await database.pipeline(Jobs.hint)
        } catch {
            logger.debug("no hint given to workers", ["error": .string(error.description)])
        }
    }
}
