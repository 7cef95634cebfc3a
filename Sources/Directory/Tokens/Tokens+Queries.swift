public import FoundationEssentials
public import Postgres
internal import Time

/// The SCIM tokens of the bound tenant.
public enum Tokens {
    // The minute of the last use is rounded down, and a token is not used before it is there.
    private static let columns = """
        k.id, k.name, c.name, k.created_at, k.expires_at, k.revoked_at,
        k.revoked_at IS NULL AND k.expires_at > now(),
        CASE WHEN u.used_at IS NOT NULL THEN greatest(u.used_at, k.created_at) END
        """

    /// Which tokens are meant: those of a connection, of a status, that expire soon. nil stands for all.
    public struct Selection: Sendable, Hashable {
        /// Of the connection of this name.
        public var connection: String?
        /// In this status.
        public var status: TokenStatus?
        /// Live, and expiring within this time.
        public var expiringWithin: Duration?

        /// A selection; all tokens unless something is said.
        public init(connection: String? = nil, status: TokenStatus? = nil, expiringWithin: Duration? = nil) {
            self.connection = connection
            self.status = status
            self.expiringWithin = expiringWithin
        }
    }

    /// Adds a token of a connection, with its digest only.
    ///
    /// - Parameter lifetime: how long it lives from now, by the database's clock.
    public static func insert(
        id: UUID, name: String, connection: UUID, digest: SecretDigest, lifetime: Duration
    ) -> Query<Void> {
        Query(
            SQL(
                "tokens.insert",
                """
                INSERT INTO muster.tokens (id, connection_id, name, digest, expires_at)
                VALUES ($1, $2, $3, $4, now() + $5 * interval '1 millisecond')
                """),
            [.uuid(id), .uuid(connection), .text(name), .bytes(digest.bytes), .integer(lifetime.inMilliseconds)])
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

    /// A page of the tokens of the bound tenant, in the order in which they were issued.
    public static func page(_ selection: Selection = Selection(), after id: UUID?, limit: Int) -> Query<[Token]> {
        .all(
            SQL(
                "tokens.page",
                """
                SELECT \(columns) FROM muster.tokens k
                  JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id
                  LEFT JOIN muster.token_uses u ON u.tenant_id = k.tenant_id AND u.token_id = k.id
                 WHERE ($1::uuid IS NULL OR k.id > $1) AND ($3::text IS NULL OR c.name = $3)
                   AND ($4::text IS NULL OR $4 = CASE
                       WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at > now() THEN 'live'
                       ELSE 'expired' END)
                   AND ($5::bigint IS NULL OR (k.revoked_at IS NULL AND k.expires_at > now()
                       AND k.expires_at <= now() + $5 * interval '1 millisecond'))
                 ORDER BY k.id LIMIT $2
                """),
            [
                id.map(Value.uuid) ?? .null, .integer(limit), selection.connection.map(Value.text) ?? .null,
                selection.status.map { .text($0.rawValue) } ?? .null,
                selection.expiringWithin.map { .integer($0.inMilliseconds) } ?? .null,
            ], decode: token)
    }

    /// A page of the tokens of all tenants, in the order in which they expire; no tenant has to be bound.
    ///
    /// - Parameters:
    ///   - selection: which; the connection is not looked at.
    ///   - last: only those behind this one.
    public static func pageOfAllTenants(
        _ selection: Selection, after last: TenantToken?, limit: Int
    ) -> Query<[TenantToken]> {
        .all(
            SQL(
                "tokens.page_of_all_tenants",
                """
                SELECT k.id, k.name, k.connection, k.created_at, k.expires_at, k.revoked_at, k.is_live,
                       k.last_used_at, k.tenant_id, k.instance_number, k.client
                  FROM muster.list_tokens($1::text::timestamptz, $2, $3, $4, $5::bigint * interval '1 millisecond') k
                """),
            [
                last.map { .text($0.token.expiresAt.text) } ?? .null, last.map { .uuid($0.token.id) } ?? .null,
                .integer(limit), selection.status.map { .text($0.rawValue) } ?? .null,
                selection.expiringWithin.map { .integer($0.inMilliseconds) } ?? .null,
            ]
        ) { row in
            TenantToken(
                tenant: try row.decode(8), instance: try row.decode(9), client: try row.decode(10),
                token: try token(row))
        }
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
