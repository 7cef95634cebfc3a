internal import Directory
public import Lifecycle
public import Observability
public import Postgres
internal import Time

/// Writes down when tokens were used: for many at a time, and apart from the requests.
///
/// What has not been written when the process is killed is lost, and so is what could not be written.
public struct TokenUseJournal: Service {
    /// How often it writes.
    public static let interval = Duration.seconds(5)
    /// How many uses go into one statement.
    public static let batch = 1_000

    /// What the log calls it.
    public let name = "token use journal"

    private let uses: TokenUses
    private let database: Database
    private let logger: Logger
    private let interval: Duration

    /// A journal of what a doorkeeper has let in.
    ///
    /// - Parameter interval: how often it writes.
    public init(
        of doorkeeper: Doorkeeper, database: Database, logger: Logger, interval: Duration = TokenUseJournal.interval
    ) {
        uses = doorkeeper.uses
        self.database = database
        self.logger = logger
        self.interval = interval
    }

    /// Writes until it is told to stop, and then what is left.
    public func run(until shutdown: Shutdown) async throws {
        while await !shutdown.requested(within: interval) { await write() }
        await write()
    }

    private func write() async {
        do {
            while case let batch = uses.take(Self.batch, now: UnixTime.now.seconds), !batch.isEmpty {
                try await database.pipeline(TokenUse.note(batch))
            }
        } catch {
            logger.warning("the use of tokens was not written down", ["error": .string("\(error)")])
        }
    }
}
