public import FoundationEssentials
public import Postgres

/// The customer instances, as staff see them.
public enum Tenants {
    /// Binds the rest of the transaction to a tenant. For staff and the worker: requests go through
    /// ``Access/authenticate(hostname:digest:)``.
    public static func bind(_ tenant: UUID) -> Query<Void> {
        Query(SQL("tenants.bind", "SELECT set_config('muster.tenant', $1, true)"), [.uuid(tenant)])
    }

    /// The most tenants that are named where a reference fits several.
    public static let maximumCandidates = 10

    /// Binds the rest of the transaction to the tenant that a person named, where exactly one is meant.
    ///
    /// - Returns: the instance numbers that fit, at most ``maximumCandidates``; only where it is one, it is bound.
    public static func bind(_ reference: TenantReference) -> Query<[Int]> {
        let (name, condition, value) =
            switch reference {
            case .id(let id): ("tenants.bind_by_id", "id = $1", Value.uuid(id))
            case .instance(let number): ("tenants.bind_by_instance", "instance_number = $1::bigint", .integer(number))
            case .client(let client): ("tenants.bind_by_client", "client = $1", .text(client))
            case .hostname(let hostname):
                ("tenants.bind_by_hostname", "id = muster.tenant_of($1)", .text(hostname.text))
            }
        return .all(
            SQL(
                name,
                """
                WITH found AS (
                    SELECT id, instance_number FROM muster.tenants WHERE \(condition)
                     ORDER BY instance_number LIMIT \(maximumCandidates)
                )
                SELECT instance_number,
                       CASE (SELECT count(*) FROM found) WHEN 1 THEN set_config('muster.tenant', id::text, true) END
                  FROM found
                """),
            [value]
        ) { try $0.decode(0) }
    }

    /// What stands for the platform itself in its log, where no tenant is concerned.
    public static let platform = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// The bound tenant.
    public static func bound() -> Query<Tenant> {
        .one(
            SQL(
                "tenants.bound",
                """
                SELECT t.id, t.instance_number, t.client, t.status, t.created_at, h.hostname, t.display_name
                  FROM muster.tenants t
                  JOIN muster.hostnames h ON h.tenant_id = t.id AND h.is_canonical
                 WHERE t.id = muster.current_tenant()
                """),
            [], decode: tenant)
    }

    /// A page of all tenants, by instance number; no tenant has to be bound.
    ///
    /// - Parameter instance: tenants with a higher number than this.
    public static func page(after instance: Int, limit: Int) -> Query<[Tenant]> {
        .all(
            SQL(
                "tenants.page",
                """
                SELECT id, instance_number, client, status, created_at, hostname, display_name
                  FROM muster.list_tenants($1, $2)
                """),
            [.integer(instance), .integer(limit)], decode: tenant)
    }

    /// The tenant that a proven host name leads to; no tenant has to be bound. Nobody is let in by it.
    public static func id(of hostname: Hostname) -> Query<UUID?> {
        .one(SQL("tenants.id_of_hostname", "SELECT muster.tenant_of($1)"), [.text(hostname.text)]) {
            try $0.decode(0)
        }
    }

    /// Says what people call the bound tenant; nil for nothing but its client.
    public static func rename(to displayName: String?) -> Query<Void> {
        Query(
            SQL(
                "tenants.rename",
                """
                UPDATE muster.tenants SET display_name = $1, updated_at = now() WHERE id = muster.current_tenant()
                """),
            [displayName.map(Value.text) ?? .null])
    }

    /// Adds a tenant. 23505 on `tenants_instance_number_key` where the number is taken.
    public static func insert(
        id: UUID, instance: Int, client: String, displayName: String? = nil
    ) -> Query<Void> {
        Query(
            SQL(
                "tenants.insert",
                "INSERT INTO muster.tenants (id, instance_number, client, display_name) VALUES ($1, $2, $3, $4)"),
            [.uuid(id), .integer(instance), .text(client), displayName.map(Value.text) ?? .null])
    }

    /// Adds the canonical host name of the bound tenant. 23505 on `hostnames_routing_key` where it is taken.
    public static func insertCanonicalHostname(_ hostname: Hostname) -> Query<Void> {
        Query(
            SQL(
                "hostnames.insert_canonical",
                "INSERT INTO muster.hostnames (hostname, is_canonical, verified_at) VALUES ($1, true, now())"),
            [.text(hostname.text)])
    }

    /// Suspends the bound tenant, which keeps in mind what it was; false if it is neither being set up nor in use.
    public static func suspend() -> Query<Bool> {
        Query(
            SQL(
                "tenants.suspend",
                """
                UPDATE muster.tenants SET status = 'suspended', resumes_as = status, updated_at = now()
                 WHERE id = muster.current_tenant() AND status IN ('onboarding', 'active')
                """)
        ) { $0.affected == 1 }
    }

    /// Makes the bound tenant what it was before it was suspended; false if it is not suspended.
    public static func resume() -> Query<Bool> {
        Query(
            SQL(
                "tenants.resume",
                """
                UPDATE muster.tenants
                   SET status = coalesce(resumes_as, 'active'), resumes_as = NULL, updated_at = now()
                 WHERE id = muster.current_tenant() AND status = 'suspended'
                """)
        ) { $0.affected == 1 }
    }

    private static func tenant(_ row: Row) throws -> Tenant {
        Tenant(
            id: try row.decode(0), instance: try row.decode(1), client: try row.decode(2),
            status: try row.decode(3), hostname: Hostname(stored: try row.decode(5)),
            displayName: try row.decode(6), createdAt: try row.decode(4))
    }
}
