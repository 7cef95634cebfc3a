public import Postgres

extension SecretStanding {
    /// What is known of a secret in the bound tenant, whether it counts or not; nil where it was never issued there.
    ///
    /// What counts is for ``Introspection/find(digest:)`` to say; this only explains.
    public static func find(digest: SecretDigest) -> Query<SecretStanding?> {
        .optional(sql, [.bytes(digest.bytes)]) { row in
            SecretStanding(
                id: try row.decode(0), user: try row.decode(1), tokenType: try row.decode(2),
                isEnded: try row.decode(3), isExpired: try row.decode(4), isFromBefore: try row.decode(5),
                status: try row.decode(6), isPersonDeleted: try row.decode(7), isMember: try row.decode(8),
                isOutsideTeams: try row.decode(9))
        }
    }

    private static let sql = SQL(
        "secret_standing.find",
        """
        SELECT f.id, u.id, f.token_type, f.ended_at IS NOT NULL, coalesce(f.expires_at <= clock_timestamp(), false),
               f.issued_at < u.access_epoch, u.status, u.deleted_at IS NOT NULL,
               EXISTS (SELECT FROM muster.memberships s WHERE s.user_id = u.id AND s.deleted_at IS NULL),
               EXISTS (SELECT FROM muster.environments e WHERE e.id = f.environment_id AND e.is_restricted)
               AND NOT EXISTS (SELECT FROM muster.group_environments ge
                                 JOIN muster.group_members gm ON gm.group_id = ge.group_id
                                WHERE ge.environment_id = f.environment_id AND gm.user_id = u.id)
          FROM (
                SELECT k.id, k.user_id, CASE k.kind WHEN 'api' THEN 'api_key' ELSE 'environment_key' END AS token_type,
                       k.environment_id, k.created_at AS issued_at, k.expires_at, k.revoked_at AS ended_at
                  FROM muster.keys k WHERE k.digest = $1
                UNION ALL
                SELECT o.id, o.user_id, 'session', NULL, o.opened_at, o.expires_at, o.ended_at
                  FROM muster.sessions o WHERE o.digest = $1
               ) f
          JOIN muster.users u ON u.id = f.user_id
        """)
}
