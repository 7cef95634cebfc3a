public import FoundationEssentials
public import Postgres

/// The operator's own programs. They belong to the platform: no tenant has to be bound.
public enum APIClients {
    /// Registers a client, with the digest of its secret only. 23505 on `clients_name_key` where the name is taken.
    public static func insert(id: UUID, name: String, digest: SecretDigest) -> Query<Void> {
        Query(
            SQL("clients.insert", "INSERT INTO muster.clients (id, name, digest) VALUES ($1, $2, $3)"),
            [.uuid(id), .text(name), .bytes(digest.bytes)])
    }

    /// All clients, in the order in which they were registered.
    public static func all() -> Query<[APIClient]> {
        .all(
            SQL("clients.all", "SELECT id, name, created_at, revoked_at FROM muster.clients ORDER BY created_at, id"),
            []
        ) { row in
            APIClient(
                id: try row.decode(0), name: try row.decode(1), createdAt: try row.decode(2),
                revokedAt: try row.decode(3))
        }
    }

    /// Revokes a client. False if there is none or it was revoked before.
    public static func revoke(_ id: UUID) -> Query<Bool> {
        Query(
            SQL("clients.revoke", "UPDATE muster.clients SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL"),
            [.uuid(id)]
        ) { $0.affected == 1 }
    }

    /// Ends the transaction with ``Postgres/SQLState/invalidToken`` unless the client is known and the secret right.
    public static func check(_ id: UUID, digest: SecretDigest) -> Query<Void> {
        Query(SQL("clients.check", "SELECT muster.check_client($1, $2)"), [.uuid(id), .bytes(digest.bytes)])
    }

    /// The same, and binds the transaction to the tenant of a host name, unless that is suspended.
    ///
    /// ``Postgres/SQLState/unknownHostname`` where there is no such tenant.
    public static func authenticate(_ id: UUID, digest: SecretDigest, hostname: Hostname) -> Query<Void> {
        Query(
            SQL("clients.authenticate", "SELECT muster.authenticate_client($1, $2, $3)"),
            [.text(hostname.text), .uuid(id), .bytes(digest.bytes)])
    }
}
