public import FoundationEssentials
public import Postgres

/// The SCIM tokens of the bound tenant.
public enum Tokens {
    private static let columns = """
        k.id, k.name, c.name, k.created_at, k.expires_at, k.revoked_at,
        k.revoked_at IS NULL AND k.expires_at > now(), u.used_at
        """

    /// Adds a token of a connection, with its digest only.
    ///
    /// - Parameter lifetime: how long it lives from now, by the database's clock.
    public static func insert(
        id: UUID, name: String, connection: UUID, digest: [UInt8], lifetime: Duration
    ) -> Query<Void> {
        Query(
            SQL(
                "tokens.insert",
                """
                INSERT INTO muster.tokens (id, connection_id, name, digest, expires_at)
                VALUES ($1, $2, $3, $4, now() + $5 * interval '1 millisecond')
                """),
            [.uuid(id), .uuid(connection), .text(name), .bytes(digest), .integer(lifetime.milliseconds)])
    }

    /// One token.
    public static func find(_ id: UUID) -> Query<Token?> {
        .optional(
            SQL(
                "tokens.find",
                """
                SELECT \(columns) FROM muster.tokens k
                  JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id
                  LEFT JOIN muster.token_uses u ON u.tenant_id = k.tenant_id AND u.token_id = k.id
                 WHERE k.id = $1
                """),
            [.uuid(id)], decode: token)
    }

    /// All tokens, in the order in which they were issued.
    public static func all() -> Query<[Token]> {
        .all(
            SQL(
                "tokens.all",
                """
                SELECT \(columns) FROM muster.tokens k
                  JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id
                  LEFT JOIN muster.token_uses u ON u.tenant_id = k.tenant_id AND u.token_id = k.id
                 ORDER BY k.created_at, k.id
                """),
            [], decode: token)
    }

    /// Revokes a token; false if there is none or it was revoked before.
    public static func revoke(_ id: UUID) -> Query<Bool> {
        Query(
            SQL(
                "tokens.revoke",
                "UPDATE muster.tokens SET revoked_at = clock_timestamp() WHERE id = $1 AND revoked_at IS NULL"),
            [.uuid(id)]
        ) { $0.affected == 1 }
    }

    private static func token(_ row: Row) throws -> Token {
        Token(
            id: try row.decode(0), name: try row.decode(1), connection: try row.decode(2),
            createdAt: try row.decode(3), expiresAt: try row.decode(4), revokedAt: try row.decode(5),
            isLive: try row.decode(6), lastUsedAt: try row.decode(7))
    }
}

extension Duration {
    /// Whole milliseconds, clamped.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (seconds < 0 ? .min : .max) : whole.addingClamped(attoseconds / 1_000_000_000_000_000)
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
