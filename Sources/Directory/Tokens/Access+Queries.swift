internal import FoundationEssentials
public import Postgres

extension Access {
    /// Binds the transaction to the tenant of a host name and the connection of a token; always the first statement.
    ///
    /// PostgreSQL skips what follows in the round trip where it refuses: ``Postgres/SQLState/unknownHostname``,
    /// ``Postgres/SQLState/invalidToken``, ``Postgres/SQLState/tenantSuspended``, ``Postgres/SQLState/connectionOff``.
    public static func authenticate(hostname: Hostname, digest: SecretDigest) -> Query<Access> {
        .one(SQL("access.admit", "SELECT muster.admit($1, $2)"), [.text(hostname.text), .bytes(digest.bytes)]) { row in
            try row.decode(0)
        }.short
    }

    /// Whether a host name belongs to a tenant at all.
    public static func isRouted(_ hostname: Hostname) -> Query<Bool> {
        .one(SQL("access.is_routed", "SELECT muster.is_routed($1)"), [.text(hostname.text)]) { try $0.decode(0) }.short
    }
}

extension Access: PostgresDecodable {
    /// Reads `tenant|connection|token|requests a second`, of which the last is empty where the standard holds.
    public init(postgresText text: Span<UInt8>) throws {
        let length = 36
        let limit = 3 * (length + 1)
        guard text.count >= limit, [length, 2 * length + 1, limit - 1].allSatisfy({ text[$0] == UInt8(ascii: "|") })
        else { throw UnexpectedValue() }
        func identifier(_ place: Int) throws -> UUID {
            try UUID(postgresText: text.extracting(droppingFirst: place * (length + 1)).extracting(first: length))
        }
        tenant = try identifier(0)
        connection = try identifier(1)
        token = try identifier(2)
        self.limit = RequestLimit(
            stored: text.count == limit ? nil : try Int(postgresText: text.extracting(droppingFirst: limit)))
    }
}
