public import FoundationEssentials
public import Postgres

/// The connections of the bound tenant.
public enum Connections {
    /// Adds a connection. 23505 on `connections_name_key` where the name is taken.
    public static func insert(name: String) -> Query<Connection> {
        .one(
            SQL(
                "connections.insert", "INSERT INTO muster.connections (name) VALUES ($1) RETURNING id, name, status"),
            [.text(name)], decode: connection)
    }

    /// All connections, in the order in which they were made.
    public static func all() -> Query<[Connection]> {
        .all(
            SQL("connections.all", "SELECT id, name, status FROM muster.connections ORDER BY created_at, id"), [],
            decode: connection)
    }

    /// A page of the connections with their use, in the order of their names.
    ///
    /// - Parameter name: those behind this one.
    public static func uses(after name: String?, limit: Int) -> Query<[ConnectionUse]> {
        .all(
            SQL(
                "connections.uses",
                """
                SELECT c.id, c.name, c.status, count(k.id) FILTER (WHERE k.is_live),
                       max(k.expires_at) FILTER (WHERE k.is_live), max(k.last_used_at)
                  FROM muster.connections c
                  LEFT JOIN (SELECT t.id, t.connection_id, t.expires_at,
                                    CASE WHEN u.used_at IS NOT NULL
                                         THEN greatest(u.used_at, t.created_at) END AS last_used_at,
                                    t.revoked_at IS NULL AND t.expires_at > now() AS is_live
                               FROM muster.tokens t
                               LEFT JOIN muster.token_uses u
                                      ON u.tenant_id = t.tenant_id AND u.token_id = t.id) k ON k.connection_id = c.id
                 WHERE $1::text IS NULL OR c.name > $1
                 GROUP BY c.id, c.name, c.status ORDER BY c.name LIMIT $2
                """),
            [name.map(Value.text) ?? .null, .integer(limit)]
        ) { row in
            ConnectionUse(
                connection: try connection(row), liveTokens: try row.decode(3), expiresAt: try row.decode(4),
                lastUsedAt: try row.decode(5))
        }
    }

    /// Lets the connection's identity provider in, or not; false if there is no such connection.
    public static func setStatus(_ status: Connection.Status, id: UUID) -> Query<Bool> {
        Query(
            SQL("connections.set_status", "UPDATE muster.connections SET status = $2 WHERE id = $1"),
            [.uuid(id), .text(status.rawValue)]
        ) { $0.affected == 1 }
    }

    private static func connection(_ row: Row) throws -> Connection {
        Connection(id: try row.decode(0), name: try row.decode(1), status: try row.decode(2))
    }
}
