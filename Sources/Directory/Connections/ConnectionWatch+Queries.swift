public import Postgres

/// What may become an alarm about the identity providers of all tenants that are served.
public struct ConnectionWatch: Sendable, Hashable {
    /// How many live tokens expire within a day.
    public let expiringWithinDay: Int
    /// How many live tokens expire within seven days.
    public let expiringWithinWeek: Int
    /// How many live tokens expire within thirty days.
    public let expiringWithinMonth: Int
    /// How many connections have no live token since the last one expired while it was in use.
    public let expiredInUse: Int
    /// How many connections have a live token and have been used.
    public let inUse: Int
    /// How many of those have not been used for a day.
    public let silentForDay: Int
    /// How many of those have not been used for seven days.
    public let silentForWeek: Int

    /// Counts them; no tenant has to be bound.
    public static func take() -> Query<ConnectionWatch> {
        .one(
            SQL(
                "connections.watch",
                """
                SELECT expiring_1d, expiring_7d, expiring_30d, expired_in_use, in_use, silent_1d, silent_7d
                  FROM muster.watch_connections()
                """)
        ) { row in
            ConnectionWatch(
                expiringWithinDay: try row.decode(0), expiringWithinWeek: try row.decode(1),
                expiringWithinMonth: try row.decode(2), expiredInUse: try row.decode(3), inUse: try row.decode(4),
                silentForDay: try row.decode(5), silentForWeek: try row.decode(6))
        }
    }
}
