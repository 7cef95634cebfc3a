public import FoundationEssentials
public import Postgres

/// The customer instances, as staff see them.
public enum Tenants {
    /// Binds the rest of the transaction to a tenant. For staff and the worker: requests go through
    /// ``Access/authenticate(hostname:digest:)``.
    public static func bind(_ tenant: UUID) -> Query<Void> {
        Query(SQL("tenants.bind", "SELECT set_config('muster.tenant', $1, true)"), [.uuid(tenant)])
    }

    /// Binds the rest of the transaction to the tenant that a person named; false if there is none.
    public static func bind(_ reference: TenantReference) -> Query<Bool> {
        switch reference {
        case .id(let id):
            Query(
                SQL(
                    "tenants.bind_by_id",
                    "SELECT set_config('muster.tenant', id::text, true) FROM muster.tenants WHERE id = $1"),
                [.uuid(id)]
            ) { $0.count == 1 }
        case .instance(let number):
            Query(
                SQL(
                    "tenants.bind_by_instance",
                    """
                    SELECT set_config('muster.tenant', id::text, true) FROM muster.tenants WHERE instance_number = $1::bigint
                    """),
                [.integer(number)]
            ) { $0.count == 1 }
        }
    }

    /// What stands for the platform itself in its log, where no tenant is concerned.
    public static let platform = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// The bound tenant.
    public static func bound() -> Query<Tenant> {
        .one(
            SQL(
                "tenants.bound",
                """
                SELECT t.id, t.instance_number, t.client, t.status, t.created_at, h.hostname
                  FROM muster.tenants t
                  JOIN muster.hostnames h ON h.tenant_id = t.id AND h.is_canonical
                 WHERE t.id = muster.current_tenant()
                """),
            [], decode: tenant)
    }

    /// All tenants, by instance number.
    public static func all() -> Query<[Tenant]> {
        .all(
            SQL(
                "tenants.all",
                "SELECT id, instance_number, client, status, created_at, hostname FROM muster.list_tenants()"),
            [], decode: tenant)
    }

    /// Adds a tenant. 23505 on `tenants_instance_number_key` where the number is taken.
    public static func insert(id: UUID, instance: Int, client: String) -> Query<Void> {
        Query(
            SQL("tenants.insert", "INSERT INTO muster.tenants (id, instance_number, client) VALUES ($1, $2, $3)"),
            [.uuid(id), .integer(instance), .text(client)])
    }

    /// Adds the canonical host name of the bound tenant. 23505 on `hostnames_routing_key` where it is taken.
    public static func insertCanonicalHostname(_ hostname: Hostname) -> Query<Void> {
        Query(
            SQL(
                "hostnames.insert_canonical",
                "INSERT INTO muster.hostnames (hostname, is_canonical, verified_at) VALUES ($1, true, now())"),
            [.text(hostname.text)])
    }

    /// Moves the bound tenant from one status to another; false if it is not in the first.
    public static func move(from: [TenantStatus], to: TenantStatus) -> Query<Bool> {
        Query(
            SQL(
                "tenants.move",
                """
                UPDATE muster.tenants SET status = $2, updated_at = now()
                 WHERE id = muster.current_tenant() AND status = ANY ($1)
                """),
            [.textArray(from.map(\.rawValue)), .text(to.rawValue)]
        ) { $0.affected == 1 }
    }

    private static func tenant(_ row: Row) throws -> Tenant {
        Tenant(
            id: try row.decode(0), instance: try row.decode(1), client: try row.decode(2),
            status: try row.decode(3), hostname: Hostname(stored: try row.decode(5)), createdAt: try row.decode(4))
    }
}
