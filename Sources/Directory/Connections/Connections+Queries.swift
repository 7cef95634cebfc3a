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
