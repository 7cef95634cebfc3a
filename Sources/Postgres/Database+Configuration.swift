public import Reactor

extension Database {
    /// How a database is reached, and the limits of doing so.
    public struct Configuration: Sendable {
        /// Where it is, for example `postgresql://127.0.0.1/muster`.
        public var url: DatabaseURL
        /// Where PostgreSQL itself is, where ``url`` leads to a pooler; nil where they are the same.
        public var directURL: DatabaseURL?
        /// Whether statements that have a name are prepared under it.
        public var preparedStatements = PreparedStatements.named
        /// The user where the URL names none.
        public var role: String?
        /// The name by which `pg_stat_activity` shows the connections.
        public var applicationName = "muster"
        /// The connections that exclusive units and transactions take turns on.
        public var maximumConnections = 8
        /// The connections that stay open when idle, and that the service opens at its start.
        public var minimumConnections = 1
        /// The further connections over which shared units are spread; 0 treats shared units as exclusive ones.
        public var sharedConnections = 2
        /// The shared units that may be outstanding on one connection.
        public var maximumSharedUnits = 64
        /// The units that may wait for a connection; one more is refused.
        public var queueLimit = 1_000
        /// The bytes that the results of one round trip may occupy; more is ``DatabaseError/Code/resultTooLarge``.
        ///
        /// A net under what asks for much: whoever knows how much that can be asks for less, and says so to its clients.
        public var maximumResultBytes = 16 * 1024 * 1024
        /// How long one server may take to let a connection in where the address does not say; of several, each has
        /// that long.
        public var connectTimeout = Duration.seconds(3)
        /// After how long without a byte a connection whose answers others wait for, or nobody any more, is given up.
        public var stallLimit = Duration.seconds(3)
        /// How long an operation may take where the handle has no deadline.
        public var operationTimeout = Duration.seconds(10)
        /// How long a connection beyond the minimum stays open without work.
        public var idleLifetime = Duration.seconds(300)
        /// The thread on which the connections live.
        public var loop = EventLoop.shared

        /// Everything but the address as it is by default.
        public init(url: DatabaseURL, role: String? = nil) {
            self.url = url
            self.role = role
        }
    }
}
