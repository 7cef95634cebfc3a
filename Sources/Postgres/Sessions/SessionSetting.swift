/// What a session of PostgreSQL has to be like. It belongs to the role that logs in: `ALTER ROLE … SET`.
///
/// Nothing of it is sent when a connection opens. A pooler such as PgBouncer gives one session to many clients, and so
/// refuses such settings, or drops them without a word.
public struct SessionSetting: Sendable, Hashable {
    /// What happens without it.
    public enum Purpose: Sendable, Hashable {
        /// Values would be read wrongly, or statements would not see what has been committed.
        case answers
        /// Everything works, and takes many times as long when tables have grown.
        case plans
        /// Nothing ends what takes too long. Any limit will do.
        case limits
    }

    /// Its name.
    public let name: String
    /// What `SHOW` says where it is right.
    public let value: String
    /// What happens without it.
    public let purpose: Purpose

    private init(_ name: String, _ value: String, _ purpose: Purpose) {
        self.name = name
        self.value = value
        self.purpose = purpose
    }
}

extension SessionSetting {
    /// What the sessions of every role need; `deploy/bootstrap.sql` sets it, and says why each.
    public static let ofEveryRole = [
        SessionSetting("datestyle", "ISO, YMD", .answers),
        SessionSetting("timezone", "UTC", .answers),
        SessionSetting("bytea_output", "hex", .answers),
        SessionSetting("default_transaction_isolation", "read committed", .answers),
    ]

    /// What the sessions of the running roles need, which is all there is.
    public static let ofRunningRoles =
        ofEveryRole + [
            SessionSetting("plan_cache_mode", "force_generic_plan", .plans),
            SessionSetting("enable_seqscan", "off", .plans),
            SessionSetting("enable_bitmapscan", "off", .plans),
            SessionSetting("jit", "off", .plans),
            SessionSetting("max_parallel_workers_per_gather", "0", .plans),
            SessionSetting("statement_timeout", "30s", .limits),
            SessionSetting("idle_in_transaction_session_timeout", "30s", .limits),
            SessionSetting("client_connection_check_interval", "1s", .limits),
        ]
}
