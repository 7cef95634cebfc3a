public import FoundationEssentials
internal import JSON
public import Postgres

/// The people of the bound tenant, as lists for staff show them. Deleted ones are not found.
public enum UserSummaries {
    /// Which people are meant. nil stands for all.
    public struct Selection: Sendable, Hashable {
        /// In this status.
        public var status: UserStatus?
        /// With this role.
        public var role: Role?
        /// Whom the connection of this name made, or has an externalId for.
        public var connection: String?

        /// A selection; everybody unless something is said.
        public init(status: UserStatus? = nil, role: Role? = nil, connection: String? = nil) {
            self.status = status
            self.role = role
            self.connection = connection
        }
    }

    /// Those behind an id, in the order of ids.
    public static func page(_ selection: Selection = Selection(), after id: UUID?, limit: Int) -> Query<[UserSummary]> {
        .all(
            SQL(
                "user_summaries.page",
                """
                SELECT \(columns) FROM muster.users u
                 WHERE u.deleted_at IS NULL AND ($1::uuid IS NULL OR u.id > $1)
                   AND ($3::text IS NULL OR u.status = $3)
                   AND ($4::text IS NULL OR EXISTS (
                       SELECT FROM muster.memberships s
                        WHERE s.user_id = u.id AND s.deleted_at IS NULL AND s.role = $4))
                   AND ($5::text IS NULL OR EXISTS (
                       SELECT FROM muster.connections c
                        WHERE c.name = $5 AND (c.id = u.connection_id OR EXISTS (
                            SELECT FROM muster.user_external_ids x WHERE x.connection_id = c.id AND x.user_id = u.id))))
                 ORDER BY u.id LIMIT $2
                """),
            [
                id.map(Value.uuid) ?? .null, .integer(limit), selection.status.map { .text($0.rawValue) } ?? .null,
                selection.role.map { .text($0.rawValue) } ?? .null, selection.connection.map(Value.text) ?? .null,
            ], decode: summary)
    }

    /// Those who are in a group, behind an id, in the order of ids.
    public static func page(in group: UUID, after id: UUID?, limit: Int) -> Query<[UserSummary]> {
        .all(
            SQL(
                "user_summaries.page_of_group",
                """
                SELECT \(columns) FROM muster.group_members m
                  JOIN muster.users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
                 WHERE m.group_id = $1 AND ($2::uuid IS NULL OR m.user_id > $2)
                 ORDER BY m.user_id LIMIT $3
                """),
            [.uuid(group), id.map(Value.uuid) ?? .null, .integer(limit)], decode: summary)
    }

    /// How many people there are in each status.
    public static func counts() -> Query<[UserStatus: Int]> {
        Query(
            SQL(
                "user_summaries.counts",
                "SELECT u.status, count(*) FROM muster.users u WHERE u.deleted_at IS NULL GROUP BY u.status")
        ) { rows in
            var counts: [UserStatus: Int] = [:]
            for index in 0..<rows.count {
                counts[try rows[index].decode(0)] = try rows[index].decode(1)
            }
            return counts
        }
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
    /// One person, deleted or not.
    public static func find(_ id: UUID) -> Query<UserDetails?> {
        .optional(SQL("user_details.find", "\(selection) WHERE u.id = $1"), [.uuid(id)], decode: details)
    }

    /// One person by the normalised name, which deleted people have no longer.
    public static func find(userNameKey: String) -> Query<UserDetails?> {
        .optional(
            SQL("user_details.find_by_name", "\(selection) WHERE u.user_name_key = $1 AND u.deleted_at IS NULL"),
            [.text(userNameKey)], decode: details)
    }

    private static let selection = """
        SELECT \(UserSummaries.columns), u.set_up_at, u.deactivated_at, u.deleted_at, u.anonymised_at,
               (SELECT c.name FROM muster.connections c WHERE c.id = u.connection_id), u.document,
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
            deletedAt: try row.decode(9), anonymisedAt: try row.decode(10), connection: try row.decode(11),
            externalIDs: try json(13), groups: try json(14), document: try json(12))
    }
}
