internal import Directory
internal import FoundationEssentials
public import Lifecycle
public import Observability
public import Postgres

/// Shares the tenants' limits out among the servers: each says what it is asked for, and hears what all are.
///
/// That is one statement every half second, however many requests there are, and one every two seconds where no tenant
/// with a limit is busy. While the database does not answer, the last shares stay.
public struct DemandExchange: Service {
    /// How often a server says what it is asked for.
    public static let interval = Duration.milliseconds(500)
    /// How often a server that is asked for nothing says that it lives.
    public static let idleInterval = Duration.seconds(2)

    /// What the log calls it.
    public let name = "demand exchange"

    private let rates: TenantRates
    private let database: Database
    private let logger: Logger
    private let process = UUID.version7()

    /// An exchange for the limits that a doorkeeper keeps.
    public init(for doorkeeper: Doorkeeper, database: Database, logger: Logger) {
        rates = doorkeeper.rates
        self.database = database
        self.logger = logger
    }

    /// Exchanges until it is told to stop, and then says good-bye.
    public func run(until shutdown: Shutdown) async throws {
        var lastSaid = ContinuousClock.now - Self.idleInterval
        var wasAsked = false
        var answers = true
        repeat {
            let demands = rates.closeWindow(at: .now)
            // That nothing is asked for any more has to be said once, too.
            guard !demands.isEmpty || wasAsked || ContinuousClock.now - lastSaid >= Self.idleInterval else { continue }
            lastSaid = .now
            wasAsked = !demands.isEmpty
            let answered = await exchange(demands, isNews: answers)
            answers = answered
        } while await !shutdown.requested(within: Self.interval)
        try? await database.before(.now + Self.interval).pipeline(ServerProcesses.leave(process))
    }

    private func exchange(_ demands: [TenantDemand], isNews: Bool) async -> Bool {
        do {
            let (living, totals) = try await database.before(.now + Self.idleInterval)
                .pipeline(ServerProcesses.exchange(process, demands))
            rates.settle(living: living, totals, at: .now)
            return true
        } catch {
            if isNews {
                logger.warning("limits go on with the last shares", ["error": .string("\(error)")])
            }
            return false
        }
    }
}
