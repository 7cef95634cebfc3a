internal import FoundationEssentials
public import Postgres

extension SealedSecrets {
    /// A page of endpoints of all tenants, as staff; no tenant has to be bound.
    ///
    /// - Parameter last: only those behind this one.
    public static func page(behind last: SealedSecrets?, limit: Int = batch) -> Query<[SealedSecrets]> {
        .all(
            SQL(
                "sealed_secrets.page",
                """
                SELECT tenant_id, endpoint_id, sealed_secret, sealed_previous_secret
                  FROM muster.list_sealed_before($1, $2, $3)
                """),
            [.uuid(last?.tenant ?? nobody), .uuid(last?.endpoint ?? nobody), .integer(limit)]
        ) { row in
            let sealed: [[UInt8]?] = [try row.decode(2), try row.decode(3)]
            return SealedSecrets(
                tenant: try row.decode(0), endpoint: try row.decode(1), sealed: sealed.compactMap(\.self))
        }
    }

    /// Seals the secrets under the current pepper; one that was rotated or removed in between stays as it is by then.
    ///
    /// - Throws: `CryptographyError` where one cannot be opened.
    public func reseal(_ peppers: Peppers) throws -> [Query<Void>] {
        try resealed(peppers).map { before, now in
            Query(
                SQL("sealed_secrets.reseal", "SELECT muster.reseal($1, $2, $3, $4)"),
                [.uuid(tenant), .uuid(endpoint), .bytes(before), .bytes(now)])
        }
    }

    private static let nobody = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}
