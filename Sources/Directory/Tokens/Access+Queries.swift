public import Postgres

extension Access {
    /// Binds the transaction to the tenant of a host name and the connection of a token; always the first statement.
    ///
    /// PostgreSQL skips what follows in the round trip where it refuses: ``Postgres/SQLState/unknownHostname``,
    /// ``Postgres/SQLState/invalidToken``, ``Postgres/SQLState/tenantSuspended``, ``Postgres/SQLState/connectionOff``.
    public static func authenticate(hostname: Hostname, digest: [UInt8]) -> Query<Access> {
        .one(
            SQL(
                "access.authenticate",
                "SELECT tenant, connection, token, requests_per_second FROM muster.authenticate($1, $2)"),
            [.text(hostname.text), .bytes(digest)]
        ) { row in
            Access(
                tenant: try row.decode(0), connection: try row.decode(1), token: try row.decode(2),
                limit: RequestLimit(stored: try row.decode(3)))
        }.short
    }

    /// Whether a host name belongs to a tenant at all.
    public static func isRouted(_ hostname: Hostname) -> Query<Bool> {
        .one(SQL("access.is_routed", "SELECT muster.is_routed($1)"), [.text(hostname.text)]) { try $0.decode(0) }.short
    }
}
