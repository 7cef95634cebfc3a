public import FoundationEssentials
public import Postgres

/// The groups of the bound tenant.
public enum Groups {
    /// One group.
    public static func find(_ id: UUID, members: MemberSelection) -> Query<Group?> {
        .optional(
            SQL(
                "groups.find",
                "SELECT \(columns(of: "g")), \(Self.members(of: "g", limit: 2)) FROM muster.groups g WHERE g.id = $1"),
            [.uuid(id), .integer(members.limit)], decode: group)
    }

    /// Holds the row of a group until the transaction ends; it may have to wait for another one that does.
    ///
    /// Everybody who changes members takes this lock first: changes of one group follow one another. What is known of
    /// the group is to be read by a statement of its own in the same round trip: one that has waited still sees other
    /// tables as they were when it began.
    public static func hold(_ id: UUID) -> Query<Void> {
        Query(SQL("groups.hold", "SELECT FROM muster.groups g WHERE g.id = $1 FOR UPDATE OF g"), [.uuid(id)])
    }

    /// Holds all groups that somebody is in until the transaction ends, in the order in which everybody locks several.
    public static func lockAll(of user: UUID) -> Query<Void> {
        Query(
            SQL(
                "groups.lock_all_of",
                """
                SELECT FROM muster.groups g
                 WHERE g.id IN (SELECT m.group_id FROM muster.group_members m WHERE m.user_id = $1)
                 ORDER BY g.id FOR UPDATE
                """), [.uuid(user)])
    }

    /// A page of groups. It ends where its groups have more members together than are read, and is never empty for that.
    public static func page(
        where predicate: Predicate, order: RowOrder?, offset: Int64, limit: Int, members: MemberSelection
    ) -> Query<PartOfPage<Group>> {
        let first = predicate.values.count + 1
        let rows = "muster.groups g WHERE \(predicate.sql)"
        let part = "\((order ?? .byIdentifier(for: predicate)).clause) LIMIT $\(first) OFFSET $\(first + 1)"
        // Which groups are on it is found first: PostgreSQL works out the columns of rows that it skips, too.
        let chosen =
            predicate.isUnique
            ? "SELECT \(columns(of: "g")), g.member_count AS weight FROM \(rows) \(part)"
            : """
            SELECT c.*, c.member_count AS weight FROM (SELECT g.id FROM \(rows) \(part)) f
             CROSS JOIN LATERAL (SELECT \(columns(of: "g")) FROM muster.groups g WHERE g.id = f.id LIMIT 1) c
            """
        let text = """
            SELECT id, display_name, version, created_at, updated_at, external_id, member_count,
                   \(members == .none ? "NULL" : Self.members(of: "p", limit: first + 2)), on_page
              FROM \(PartOfPage<Group>.fitting(
                chosen, isOne: predicate.isUnique, limit: members == .none ? nil : first + 2))
            """
        var values = predicate.values + [.integer(limit), .integer(offset)]
        if members != .none { values.append(.integer(members.limit)) }
        let name = predicate.shape.map { "groups.page[\($0)]" + (members == .none ? "" : "+members") }
        let sql = order == nil ? name.map { SQL($0, text) } : nil
        return .part(sql ?? SQL(unnamed: text), values, total: 8) { row in
            let group = try group(row)
            return members == .none || group.memberCount <= members.limit ? group : nil
        }
    }

    /// How many groups a page is taken from.
    public static func count(where predicate: Predicate) -> Query<Int64> {
        let text = "SELECT count(*) FROM muster.groups g WHERE \(predicate.sql)"
        let sql = predicate.shape.map { SQL("groups.count[\($0)]", text) } ?? SQL(unnamed: text)
        return .one(sql, predicate.values) { try $0.decode(0) }
    }

    /// Which of these groups exist.
    public static func known(_ groups: [UUID]) -> Query<[UUID]> {
        .all(
            SQL(
                "groups.known",
                """
                SELECT w.id FROM unnest($1::uuid[]) AS w (id)
                 WHERE (SELECT true FROM muster.groups g WHERE g.id = w.id)
                """), [.uuidArray(groups)]
        ) { try $0.decode(0) }
    }

    /// Adds a group. 23505 on `groups_display_name_key` where the name is taken, and on
    /// `group_external_ids_external_id_key` where the connection calls another group so.
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
            [.uuid(id)] + values(content), decode: { try ChangeStamp($0) })
    }

    /// Replaces name and external id of a group. 23505 as for ``insert(_:_:)``.
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

    /// Notes that everybody leaves a group that is about to be deleted.
    public static func noteLeaving(_ id: UUID) -> Query<Void> {
        Query(
            SQL(
                "groups.note_leaving",
                """
                SELECT muster.note_grouping(
                    $1, ARRAY(SELECT m.user_id FROM muster.group_members m WHERE m.group_id = $1))
                """), [.uuid(id)])
    }

    /// Deletes a group; its memberships go with it. False if there is none.
    public static func delete(_ id: UUID) -> Query<Bool> {
        Query(SQL("groups.delete", "DELETE FROM muster.groups WHERE id = $1"), [.uuid(id)]) { $0.affected == 1 }
    }

    private static func columns(of row: String) -> String {
        """
        \(row).id, \(row).display_name, \(row).version, \(row).created_at, \(row).updated_at,
        (SELECT x.external_id FROM muster.group_external_ids x
          WHERE x.group_id = \(row).id AND x.connection_id = (SELECT muster.current_connection())) AS external_id,
        \(row).member_count
        """
    }

    /// The members' identifiers one behind the other, where they are no more than a limit.
    private static func members(of row: String, limit parameter: Int) -> String {
        """
        CASE WHEN \(row).member_count BETWEEN 1 AND $\(parameter)::bigint THEN
            (SELECT string_agg(m.user_id::text, '')
               FROM (SELECT user_id FROM muster.group_members WHERE group_id = \(row).id ORDER BY user_id) m)
        END
        """
    }

    private static func values(_ content: GroupContent) -> [Value] {
        [.text(content.displayName), .text(content.displayNameKey), content.externalID.map(Value.text) ?? .null]
    }

    private static func group(_ row: Row) throws -> Group {
        Group(
            id: try row.decode(0), displayName: try row.decode(1), version: try row.decode(2),
            createdAt: try row.decode(3), updatedAt: try row.decode(4), externalID: try row.decode(5),
            memberCount: try row.decode(6), members: try row.decode(7))
    }
}
