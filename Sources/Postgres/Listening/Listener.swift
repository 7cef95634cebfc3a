public import Lifecycle
public import Observability

/// Waits for notifications on a connection of its own, and gets a new one when that is lost.
///
/// Notifications sent while it was not connected are lost. So ``Event/connected`` is delivered each time it begins to
/// listen, and whoever depends on the notifications then looks for itself.
public struct Listener: Service {
    /// What the listener tells.
    public enum Event: Sendable, Hashable {
        /// From here on notifications arrive; some may have been missed before.
        case connected
        /// Somebody sent a notification.
        case notification(Notification)
    }

    /// How often the connection is tried out. One that died without a word is noticed within this and the timeout.
    static let heartbeat = Duration.seconds(3)
    /// How long the server may take to answer that.
    static let timeout = Duration.seconds(3)
    /// The pause between attempts while there is no connection.
    static let pause = Duration.seconds(1)

    private let channels: [String]
    private let configuration: Database.Configuration
    private let logger: Logger
    private let metrics: Metrics
    private let deliver: @Sendable (Event) -> Void

    /// A listener, idle until it is run.
    ///
    /// - Parameters:
    ///   - channels: what to listen to; names as `NOTIFY` is given them, in the same case.
    ///   - configuration: how the database is reached, of which the direct route is taken.
    ///   - logger: is told when the connection is lost.
    ///   - metrics: counts its round trips and connections with those of the others.
    ///   - deliver: is called with each event, on the database's thread, so it must not wait for anything.
    public init(
        channels: [String], configuration: Database.Configuration, logger: Logger = Logger(label: "listener"),
        metrics: Metrics = Metrics(), deliver: @escaping @Sendable (Event) -> Void
    ) {
        precondition(!channels.isEmpty, "a listener needs a channel")
        self.channels = channels
        self.logger = logger
        self.metrics = metrics
        self.deliver = deliver
        var configuration = configuration.by(.direct)
        configuration.maximumConnections = 1
        configuration.minimumConnections = 1
        configuration.sharedConnections = 0
        self.configuration = configuration
    }

    /// What the log calls it.
    public var name: String { "listener" }

    /// Listens until it is asked to stop.
    public func run(until shutdown: Shutdown) async throws {
        let pool = Pool(configuration: configuration, logger: logger, metrics: metrics) { [deliver] in
            deliver(.notification($0))
        }
        await pool.open()
        var backend: Int?
        repeat {
            backend = await listen(pool, backend)
        } while await !shutdown.requested(within: backend == nil ? Self.pause : Self.heartbeat)
        await pool.close()
    }

    /// Tries out the connection; says so where it is another one than before.
    ///
    /// Listening again on the same connection changes nothing, and makes sure of it on one that the pool has renewed.
    private func listen(_ pool: Pool, _ backend: Int?) async -> Int? {
        let statements = channels.map { Statement(SQL(unnamed: "LISTEN \(Self.quoted($0))")) }
        let identity = Statement(SQL(unnamed: "SELECT pg_backend_pid()"))
        do {
            let rows = try await pool.perform(statements + [identity], .exclusive, before: .now + Self.timeout)
            let current = try rows[channels.count][0].decode(0, as: Int.self)
            if current != backend { deliver(.connected) }
            return current
        } catch {
            if backend != nil { logger.warning("listener lost its connection", ["reason": .string("\(error)")]) }
            return nil
        }
    }

    private static func quoted(_ channel: String) -> String {
        "\"" + channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
