public import FoundationEssentials
internal import JSON
public import Postgres

/// The people of the bound tenant, as lists for staff show them. Deleted ones are not found.
public enum UserSummaries {
    /// Those behind an id, in the order of ids.
    public static func page(after id: UUID?, limit: Int) -> Query<[UserSummary]> {
        .all(
            SQL(
                "user_summaries.page",
                """
                SELECT \(columns) FROM muster.users u
                 WHERE u.deleted_at IS NULL AND ($1::uuid IS NULL OR u.id > $1)
                 ORDER BY u.id LIMIT $2
                """),
            [id.map(Value.uuid) ?? .null, .integer(limit)], decode: summary)
    }

    static let columns = """
        u.id, u.user_name, u.document::json ->> 'displayName', u.status,
        (SELECT s.role FROM muster.memberships s WHERE s.user_id = u.id AND s.deleted_at IS NULL),
        u.created_at, u.updated_at
        """

    static func summary(_ row: Row) throws -> UserSummary {
        UserSummary(
            id: try row.decode(0), userName: try row.decode(1), displayName: try row.decode(2),
            status: try row.decode(3), role: try row.decode(4), createdAt: try row.decode(5),
            updatedAt: try row.decode(6))
    }
}

extension UserDetails {
    /// One person.
    public static func find(_ id: UUID) -> Query<UserDetails?> {
        .optional(
            SQL("user_details.find", "\(selection) WHERE u.id = $1 AND u.deleted_at IS NULL"), [.uuid(id)],
            decode: details)
    }

    /// One person by the normalised name.
    public static func find(userNameKey: String) -> Query<UserDetails?> {
        .optional(
            SQL("user_details.find_by_name", "\(selection) WHERE u.user_name_key = $1 AND u.deleted_at IS NULL"),
            [.text(userNameKey)], decode: details)
    }

    private static let selection = """
        SELECT \(UserSummaries.columns), u.set_up_at, u.deactivated_at, u.document,
               (SELECT coalesce(json_agg(json_build_object('connection', c.name, 'externalId', x.external_id)
                                         ORDER BY c.created_at, c.id), '[]')
                  FROM muster.user_external_ids x
                  JOIN muster.connections c ON c.tenant_id = x.tenant_id AND c.id = x.connection_id
                 WHERE x.user_id = u.id),
               (SELECT coalesce(json_agg(json_build_object('id', g.id, 'displayName', g.display_name)
                                         ORDER BY g.id), '[]')
                  FROM muster.group_members m
                  JOIN muster.groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
                 WHERE m.user_id = u.id)
          FROM muster.users u
        """

    private static func details(_ row: Row) throws -> UserDetails {
        func json(_ column: Int) throws -> JSON {
            try JSON(parsing: try row.decode(column, as: RawText.self).bytes, limits: .stored)
        }
        return UserDetails(
            summary: try UserSummaries.summary(row), setUpAt: try row.decode(7), deactivatedAt: try row.decode(8),
            externalIDs: try json(10), groups: try json(11), document: try json(9))
    }
}
