public import FoundationEssentials
public import Postgres
internal import Time

/// The keys of people of the bound tenant.
public enum Keys {
    /// Adds a key, with its digest only.
    ///
    /// - Parameter lifetime: how long it lives from now, or nil for ever.
    public static func insert(
        id: UUID, user: UUID, kind: Key.Kind, environment: UUID?, digest: SecretDigest, lifetime: Duration?
    ) -> Query<Void> {
        Query(
            SQL(
                "keys.insert",
                """
                INSERT INTO muster.keys (id, user_id, kind, environment_id, digest, expires_at)
                VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::bigint * interval '1 millisecond')
                """),
            [
                .uuid(id), .uuid(user), .text(kind.rawValue), environment.map(Value.uuid) ?? .null,
                .bytes(digest.bytes),
                lifetime.map { .integer($0.inMilliseconds) } ?? .null,
            ])
    }

    /// One key.
    public static func find(_ id: UUID) -> Query<Key?> {
        .optional(SQL("keys.find", "\(selection) WHERE k.id = $1"), [.uuid(id)], decode: key)
    }

    /// The keys of a person, or of everybody, in the order in which they were issued.
    public static func all(of user: UUID?) -> Query<[Key]> {
        .all(
            SQL(
                "keys.all",
                "\(selection) WHERE $1::uuid IS NULL OR k.user_id = $1 ORDER BY k.created_at, k.id"),
            [user.map(Value.uuid) ?? .null], decode: key)
    }

    /// Revokes a key, for ever. False if there is none or it was revoked before.
    public static func revoke(_ id: UUID) -> Query<Bool> {
        Query(
            SQL(
                "keys.revoke",
                "UPDATE muster.keys SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL"),
            [.uuid(id)]
        ) { $0.affected == 1 }
    }

    private static let selection = """
        SELECT k.id, k.user_id, k.kind, e.name, k.created_at, k.expires_at, k.revoked_at
          FROM muster.keys k LEFT JOIN muster.environments e
            ON e.tenant_id = k.tenant_id AND e.id = k.environment_id
        """

    private static func key(_ row: Row) throws -> Key {
        Key(
            id: try row.decode(0), user: try row.decode(1), kind: try row.decode(2),
            environment: try row.decode(3), createdAt: try row.decode(4), expiresAt: try row.decode(5),
            revokedAt: try row.decode(6))
    }
}
