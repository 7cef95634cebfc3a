public import FoundationEssentials
public import Postgres

/// The groups of the bound tenant.
public enum Groups {
    /// One group.
    public static func find(_ id: UUID, members: MemberSelection) -> Query<Group?> {
        .optional(
            SQL("groups.find", "SELECT \(columns(base: 2, limit: 3)) FROM muster.groups g WHERE g.id = $1"),
            [.uuid(id), .text(members.base), members.limit.map(Value.integer) ?? .null], decode: group)
    }

    /// One group without its members, whose row the transaction then holds until it ends.
    ///
    /// Everybody who changes members takes this lock first: changes of one group follow one another.
    public static func lock(_ id: UUID) -> Query<Group?> {
        .optional(
            SQL(
                "groups.lock",
                "SELECT \(columns(base: 2, limit: 3)) FROM muster.groups g WHERE g.id = $1 FOR UPDATE OF g"),
            [.uuid(id), "", 0], decode: group)
    }

    /// A page of groups.
    public static func page(
        where predicate: Predicate, order: RowOrder?, offset: Int64, limit: Int, members: MemberSelection
    ) -> Query<[Group]> {
        var values = predicate.values
        values += [.text(members.base), members.limit.map(Value.integer) ?? .null, .integer(limit), .integer(offset)]
        let first = predicate.values.count + 1
        let text = """
            SELECT \(columns(base: first, limit: first + 1)) FROM muster.groups g
             WHERE \(predicate.sql)
             \((order ?? .byIdentifier(for: predicate)).clause) LIMIT $\(first + 2) OFFSET $\(first + 3)
            """
        guard let shape = predicate.shape, order == nil else {
            return .all(SQL(unnamed: text), values, decode: group)
        }
        return .all(SQL("groups.page[\(shape)]", text), values, decode: group)
    }

    /// How many groups a page is taken from.
    public static func count(where predicate: Predicate) -> Query<Int64> {
        let text = "SELECT count(*) FROM muster.groups g WHERE \(predicate.sql)"
        let sql = predicate.shape.map { SQL("groups.count[\($0)]", text) } ?? SQL(unnamed: text)
        return .one(sql, predicate.values) { try $0.decode(0) }
    }

    /// Adds a group. 23505 on `groups_display_name_key` where the name is taken.
    public static func insert(_ id: UUID, _ content: GroupContent) -> Query<ChangeStamp> {
        .one(
            SQL(
                "groups.insert",
                """
                WITH added AS (
                    INSERT INTO muster.groups (id, display_name, display_name_key) VALUES ($1, $2, $3)
                    RETURNING id, version, updated_at
                ), named AS (
                    INSERT INTO muster.group_external_ids (group_id, external_id)
                    SELECT id, $4 FROM added WHERE $4::text IS NOT NULL
                )
                SELECT version, updated_at FROM added
                """),
            [.uuid(id)] + values(content), decode: ChangeStamp.init)
    }

    /// Replaces name and external id of a group. 23505 on `groups_display_name_key` where the name is taken.
    public static func update(_ id: UUID, _ content: GroupContent) -> Query<Void> {
        Query(
            SQL(
                "groups.update",
                """
                WITH renamed AS (
                    UPDATE muster.groups SET display_name = $2, display_name_key = $3 WHERE id = $1
                ), unnamed AS (
                    DELETE FROM muster.group_external_ids
                     WHERE group_id = $1 AND connection_id = (SELECT muster.current_connection())
                       AND $4::text IS NULL
                )
                INSERT INTO muster.group_external_ids (group_id, external_id) SELECT $1, $4 WHERE $4 IS NOT NULL
                ON CONFLICT (tenant_id, connection_id, group_id) DO UPDATE SET external_id = excluded.external_id
                """),
            [.uuid(id)] + values(content))
    }

    /// Raises the version of a group after any change.
    public static func touch(_ id: UUID) -> Query<Void> {
        Query(
            SQL(
                "groups.touch",
                """
                UPDATE muster.groups SET version = version + 1, updated_at = date_trunc('milliseconds', now())
                 WHERE id = $1
                """),
            [.uuid(id)])
    }

    /// Deletes a group; its memberships go with it. False if there is none.
    public static func delete(_ id: UUID) -> Query<Bool> {
        Query(SQL("groups.delete", "DELETE FROM muster.groups WHERE id = $1"), [.uuid(id)]) { $0.affected == 1 }
    }

    /// The members are put together as JSON text here, so that nothing decodes and encodes them again.
    private static func columns(base: Int, limit: Int) -> String {
        """
        g.id, g.display_name, g.version, g.created_at, g.updated_at,
        (SELECT x.external_id FROM muster.group_external_ids x
          WHERE x.group_id = g.id AND x.connection_id = (SELECT muster.current_connection())),
        (SELECT '[' || string_agg(
                    '{"value":"' || m.user_id || '","$ref":"' || $\(base)::text || '/Users/' || m.user_id
                    || '","type":"User"}', ',') || ']'
           FROM (SELECT user_id FROM muster.group_members WHERE group_id = g.id
                  ORDER BY user_id LIMIT $\(limit)::bigint) m),
        (SELECT count(*) FROM (SELECT FROM muster.group_members WHERE group_id = g.id LIMIT $\(limit)::bigint) m)
        """
    }

    private static func values(_ content: GroupContent) -> [Value] {
        [.text(content.displayName), .text(content.displayNameKey), content.externalID.map(Value.text) ?? .null]
    }

    private static func group(_ row: Row) throws -> Group {
        Group(
            id: try row.decode(0), displayName: try row.decode(1), version: try row.decode(2),
            createdAt: try row.decode(3), updatedAt: try row.decode(4), externalID: try row.decode(5),
            members: try row.decode(6, as: RawText?.self)?.bytes, memberCount: try row.decode(7))
    }
}
