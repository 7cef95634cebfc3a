internal import FoundationEssentials
internal import JSON
public import Postgres

extension Introspection {
    /// What a secret gives in the bound tenant; nil where it gives nothing.
    ///
    /// It counts while its person has finished setting up and has access, it is neither revoked nor expired, and it is not from before the person's
    /// `access_epoch`, which the commit of a deactivation raises: the worker is not waited for. A key for an
    /// environment that is restricted to teams counts only while the person is in one of them.
    public static func find(digest: SecretDigest) -> Query<Introspection?> {
        .optional(sql, [.bytes(digest.bytes)]) { row in
            Introspection(
                user: try row.decode(0), userName: try row.decode(1), role: try row.decode(2),
                tokenType: try row.decode(3), environment: try row.decode(4), issuedAt: try row.decode(5),
                expiresAt: try row.decode(6), status: try row.decode(7), tenant: try row.decode(8),
                instance: try row.decode(9), teams: try teams(row.decode(10)))
        }
    }

    private static func teams(_ text: String?) throws -> [Team] {
        guard let text else { return [] }
        let own = JSON.Limits(maximumBytes: .max, maximumValues: .max, maximumNonStarters: .max)
        return try (JSON(parsing: text, limits: own).arrayValue ?? []).map { team in
            guard let id = team["id"]?.stringValue.flatMap({ UUID(uuidString: $0) }),
                let name = team["name"]?.stringValue
            else { throw UnexpectedValue() }
            return Team(id: id, name: name)
        }
    }

    private static let sql = SQL(
        "introspection.find",
        """
        SELECT u.id, u.user_name, s.role, f.token_type, f.environment,
               extract(epoch FROM f.issued_at)::bigint, extract(epoch FROM f.expires_at)::bigint, u.status,
               u.tenant_id, (SELECT t.instance_number FROM muster.tenants t WHERE t.id = u.tenant_id),
               (SELECT json_agg(json_build_object('id', g.id, 'name', g.display_name))
                  FROM (SELECT o.id, o.display_name FROM muster.group_members gm JOIN muster.groups o ON o.id = gm.group_id
                         WHERE gm.user_id = u.id ORDER BY gm.group_id LIMIT \(maximumTeams + 1)) g)
          FROM (
                SELECT k.user_id, CASE k.kind WHEN 'api' THEN 'api_key' ELSE 'environment_key' END AS token_type,
                       e.name AS environment, k.created_at AS issued_at, k.expires_at
                  FROM muster.keys k
                  LEFT JOIN muster.environments e ON e.tenant_id = k.tenant_id AND e.id = k.environment_id
                 WHERE k.digest = $1 AND k.revoked_at IS NULL AND (
                       e.is_restricted IS NOT TRUE
                    OR EXISTS (SELECT FROM muster.group_environments ge
                                 JOIN muster.group_members gm ON gm.group_id = ge.group_id
                                WHERE ge.environment_id = k.environment_id AND gm.user_id = k.user_id))
                UNION ALL
                SELECT o.user_id, 'session', NULL, o.opened_at, o.expires_at
                  FROM muster.sessions o WHERE o.digest = $1 AND o.ended_at IS NULL
               ) f
          JOIN muster.users u ON u.id = f.user_id
          JOIN muster.memberships s ON s.user_id = u.id
         WHERE u.status = 'active' AND u.deleted_at IS NULL AND s.deleted_at IS NULL
           AND f.issued_at >= u.access_epoch AND (f.expires_at IS NULL OR f.expires_at > clock_timestamp())
        """)
}
