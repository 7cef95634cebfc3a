public import FoundationEssentials
public import Postgres

/// What the things of the bound tenant are called, so that people need not read ids.
public enum Names {
    /// The names behind ids of any kind: of people, groups, connections, tokens, environments, endpoints and the tenant;
    /// a key or a session is named for its person.
    public static func find(_ ids: [UUID]) -> Query<[UUID: String]> {
        Query(
            SQL(
                "names.find",
                """
                SELECT id, user_name FROM muster.users WHERE id = ANY ($1)
                UNION ALL SELECT id, display_name FROM muster.groups WHERE id = ANY ($1)
                UNION ALL SELECT id, name FROM muster.connections WHERE id = ANY ($1)
                UNION ALL SELECT id, name FROM muster.tokens WHERE id = ANY ($1)
                UNION ALL SELECT id, name FROM muster.environments WHERE id = ANY ($1)
                UNION ALL SELECT id, url FROM muster.webhook_endpoints WHERE id = ANY ($1)
                UNION ALL SELECT k.id, u.user_name FROM muster.keys k
                            JOIN muster.users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id
                           WHERE k.id = ANY ($1)
                UNION ALL SELECT s.id, u.user_name FROM muster.sessions s
                            JOIN muster.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
                           WHERE s.id = ANY ($1)
                UNION ALL SELECT id, coalesce(display_name, client) FROM muster.tenants
                           WHERE id = ANY ($1) AND id = muster.current_tenant()
                """),
            [.uuidArray(ids)]
        ) { rows in
            var names: [UUID: String] = [:]
            for index in 0..<rows.count {
                names[try rows[index].decode(0)] = try rows[index].decode(1, as: String.self)
            }
            return names
        }
    }
}
