internal import Directory
internal import FoundationEssentials
public import Lifecycle
public import Observability
public import Postgres

/// Says in the database, again and again, that this worker is alive, so that staff can see whether one is.
public struct SignOfLife: Service {
    /// What the log calls it.
    public let name = "sign of life"

    private let database: Database
    private let logger: Logger
    private let version: String
    private let process: String

    /// The sign of life of this process.
    ///
    /// - Parameters:
    ///   - database: as the worker.
    ///   - version: of the program.
    public init(database: Database, logger: Logger, version: String) {
        self.database = database
        self.logger = logger
        self.version = version
        let info = ProcessInfo.processInfo
        process = "\(info.hostName):\(info.processIdentifier)"
    }

    /// Runs until it is told to stop, and says then that the worker has ended.
    public func run(until shutdown: Shutdown) async throws {
        repeat {
            await attempt(WorkerProcesses.isAlive(process, version: version))
        } while await !shutdown.requested(within: WorkerProcess.interval)
        await attempt(WorkerProcesses.hasEnded(process))
    }

    private func attempt(_ query: Query<Void>) async {
        do {
            try await database.pipeline(query)
        } catch {
            logger.warning("sign of life not written", ["error": .string("\(error)")])
        }
    }
}
