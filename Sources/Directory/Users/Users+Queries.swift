public import FoundationEssentials
public import Postgres

/// The people of the bound tenant. Deleted ones are not found.
public enum Users {
    /// One person.
    ///
    /// - Parameter groupsBase: the base URL for references to groups, or nil to leave the groups out.
    public static func find(_ id: UUID, groupsBase: String?) -> Query<User?> {
        if let groupsBase {
            return .optional(findWithGroups, [.uuid(id), .text(groupsBase)], decode: user)
        }
        return .optional(findAlone, [.uuid(id)], decode: user)
    }

    /// One person by the normalised name.
    public static func find(userNameKey: String) -> Query<User?> {
        .optional(
            SQL(
                "users.find_by_name",
                """
                SELECT \(columns), NULL FROM muster.users u
                 WHERE u.user_name_key = $1 AND u.deleted_at IS NULL
                """),
            [.text(userNameKey)], decode: user)
    }

    /// One person, whose row the transaction then holds until it ends.
    public static func lock(_ id: UUID, groupsBase: String) -> Query<LockedUser?> {
        .optional(lockWithGroups, [.uuid(id), .text(groupsBase)]) { row in
            LockedUser(
                user: try user(row), role: try row.decode(8), isSetUp: try row.decode(9),
                isProvisioned: try row.decode(10), generation: try row.decode(11), accessEpoch: try row.decode(12))
        }
    }

    /// A page of people.
    public static func page(
        where predicate: Predicate, order: RowOrder?, offset: Int64, limit: Int, groupsBase: String?
    ) -> Query<[User]> {
        var values = predicate.values
        values += [.integer(limit), .integer(offset)]
        let limits = "LIMIT $\(values.count - 1) OFFSET $\(values.count)"
        if let groupsBase { values.append(.text(groupsBase)) }
        let groups = groupsBase == nil ? "NULL" : groupsColumn(base: values.count)
        let text = """
            SELECT \(columns), \(groups) FROM muster.users u
             WHERE (\(predicate.sql)) AND u.deleted_at IS NULL
             \((order ?? .byIdentifier(for: predicate)).clause) \(limits)
            """
        guard let shape = predicate.shape, order == nil else {
            return .all(SQL(unnamed: text), values, decode: user)
        }
        let name = "users.page[\(shape)]" + (groupsBase == nil ? "" : "+groups")
        return .all(SQL(name, text), values, decode: user)
    }

    /// How many people a page is taken from.
    public static func count(where predicate: Predicate) -> Query<Int64> {
        let text = "SELECT count(*) FROM muster.users u WHERE (\(predicate.sql)) AND u.deleted_at IS NULL"
        let sql = predicate.shape.map { SQL("users.count[\($0)]", text) } ?? SQL(unnamed: text)
        return .one(sql, predicate.values) { try $0.decode(0) }
    }

    private static let columns = """
        u.id, u.status, u.version, u.created_at, u.updated_at, u.document,
        (SELECT x.external_id FROM muster.user_external_ids x
          WHERE x.user_id = u.id AND x.connection_id = (SELECT muster.current_connection()))
        """

    /// The person's groups as JSON text, put together here so that nothing decodes and encodes it again.
    private static func groupsColumn(base parameter: Int) -> String {
        """
        (SELECT '[' || string_agg(
                    '{"value":"' || g.id || '","$ref":"' || $\(parameter)::text || '/Groups/' || g.id
                    || '","display":' || to_json(g.display_name) || ',"type":"direct"}', ',' ORDER BY g.id) || ']'
           FROM muster.group_members m JOIN muster.groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
          WHERE m.user_id = u.id) AS groups
        """
    }

    private static let findAlone = SQL(
        "users.find", "SELECT \(columns), NULL FROM muster.users u WHERE u.id = $1 AND u.deleted_at IS NULL")

    private static let findWithGroups = SQL(
        "users.find_with_groups",
        "SELECT \(columns), \(groupsColumn(base: 2)) FROM muster.users u WHERE u.id = $1 AND u.deleted_at IS NULL")

    private static let lockWithGroups = SQL(
        "users.lock",
        """
        SELECT \(columns), \(groupsColumn(base: 2)),
               (SELECT s.role FROM muster.memberships s WHERE s.user_id = u.id),
               u.set_up_at IS NOT NULL AS is_set_up, u.connection_id IS NOT NULL AS is_provisioned,
               u.generation, u.access_epoch
          FROM muster.users u WHERE u.id = $1 AND u.deleted_at IS NULL FOR UPDATE OF u
        """)

    private static func user(_ row: Row) throws -> User {
        User(
            id: try row.decode(0), status: try row.decode(1), version: try row.decode(2),
            createdAt: try row.decode(3), updatedAt: try row.decode(4),
            document: try row.decode(5, as: RawText.self).bytes,
            externalID: try row.decode(6), groups: try row.decode(7, as: RawText?.self)?.bytes)
    }
}
