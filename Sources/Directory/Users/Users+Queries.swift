public import FoundationEssentials
public import Postgres

/// The people of the bound tenant. Deleted ones are not found.
public enum Users {
    /// The bytes that the groups of a person may take in an answer.
    public static let maximumGroupsBytes = 1 << 20

    /// One person.
    ///
    /// - Parameters:
    ///   - groupsBase: the base URL for references to groups, or nil to leave the groups out.
    ///   - bytes: how large the document may be, and the groups beside it.
    public static func find(_ id: UUID, groupsBase: String?, within bytes: Int) -> Query<Sized<User>> {
        let values: [Value] = [.uuid(id), .integer(bytes)]
        let sql = groupsBase == nil ? findAlone : findWithGroups
        return Query<Sized<User>>(sql, values + (groupsBase.map { [.text($0)] } ?? [])) { rows in
            guard rows.count > 0 else { return .absent }
            return try user(rows[0], within: bytes).map(Sized.whole) ?? .tooLarge
        }
    }

    /// Holds the row of a person until the transaction ends; it may have to wait for another one that does.
    ///
    /// What is known of the person is to be read by a statement of its own, ``held(_:groupsBase:within:)``, in the same
    /// round trip: one that has waited still sees other tables as they were when it began.
    public static func hold(_ id: UUID) -> Query<Void> {
        Query(
            SQL("users.hold", "SELECT FROM muster.users u WHERE u.id = $1 AND u.deleted_at IS NULL FOR UPDATE OF u"),
            [.uuid(id)])
    }

    /// One person, whose row the transaction holds.
    ///
    /// - Parameter bytes: how large the document may be, and the groups beside it; a larger one is not read.
    public static func held(_ id: UUID, groupsBase: String, within bytes: Int) -> Query<Sized<LockedUser>> {
        Query<Sized<LockedUser>>(heldWithGroups, [.uuid(id), .integer(bytes), .text(groupsBase)]) { rows in
            guard rows.count > 0 else { return .absent }
            let row = rows[0]
            guard let user = try user(row, within: bytes) else { return .tooLarge }
            return .whole(
                LockedUser(
                    user: user, role: try row.decode(8), isSetUp: try row.decode(9),
                    isProvisioned: try row.decode(10), generation: try row.decode(11),
                    accessEpoch: try row.decode(12),
                    isAnonymised: try row.decode(13)))
        }
    }

    /// A page of people. It ends where their documents and groups together are larger than is read, and is not empty for
    /// that unless the first person alone is.
    public static func page(
        where predicate: Predicate, order: RowOrder?, offset: Int64, limit: Int, groupsBase: String?, within bytes: Int
    ) -> Query<PartOfPage<User>> {
        let base = groupsBase.map { [Value.text($0)] } ?? []
        let shape = predicate.shape.map { "[\($0)]" + (groupsBase == nil ? "" : "+groups") }
        if predicate.isUnique, offset == 0, limit > 0 {
            let text = one(where: predicate, withGroups: groupsBase != nil)
            let sql = shape.map { SQL("users.one" + $0, text) } ?? SQL(unnamed: text)
            return .part(sql, predicate.values + [.integer(bytes)] + base, total: 8) { try user($0, within: bytes) }
        }
        let text = page(where: predicate, order ?? .byIdentifier(for: predicate), withGroups: groupsBase != nil)
        let sql = order == nil ? shape.map { SQL("users.page" + $0, text) } : nil
        let values = predicate.values + [.integer(limit), .integer(offset), .integer(bytes)] + base
        return .part(sql ?? SQL(unnamed: text), values, total: 8) { try user($0, within: maximumGroupsBytes) }
    }

    /// The only person whom a predicate can find. Its values are followed by how large the document may be, and the
    /// groups beside it, and by the base URL of these.
    private static func one(where predicate: Predicate, withGroups: Bool) -> String {
        let bytes = "$\(predicate.values.count + 1)::bigint"
        return """
            SELECT \(columns), \(document(within: bytes)),
                   \(groups(base: withGroups ? "$\(predicate.values.count + 2)" : nil, within: bytes)), 1 AS on_page
              FROM muster.users u WHERE (\(predicate.sql)) AND u.deleted_at IS NULL
            """
    }

    /// A page. The predicate's values are followed by LIMIT, OFFSET, how large all may be, and the base URL of groups.
    ///
    /// Who is on it is found first, and then what they show: PostgreSQL works out the columns of rows that it skips, too.
    private static func page(where predicate: Predicate, _ order: RowOrder, withGroups: Bool) -> String {
        let first = predicate.values.count + 1
        let groups = UserGrouping.column(base: withGroups ? "$\(first + 3)" : nil, limit: "\(maximumGroupsBytes)")
        let chosen = """
            SELECT c.*, octet_length(c.document) + coalesce(octet_length(c.groups), 0) AS weight
              FROM (SELECT u.id FROM muster.users u WHERE (\(predicate.sql)) AND u.deleted_at IS NULL
                     \(order.clause) LIMIT $\(first) OFFSET $\(first + 1)) f
             CROSS JOIN LATERAL (
                    SELECT \(columns), u.document, \(groups) AS groups FROM muster.users u WHERE u.id = f.id LIMIT 1) c
            """
        let fits = "p.weights <= $\(first + 2)::bigint"
        return """
            SELECT id, status, version, created_at, updated_at, external_id, CASE WHEN \(fits) THEN document END,
                   CASE WHEN \(fits) THEN groups END, on_page
              FROM \(PartOfPage<User>.fitting(chosen, isOne: false, limit: first + 2))
            """
    }

    /// How many people a page is taken from.
    public static func count(where predicate: Predicate) -> Query<Int64> {
        let text = "SELECT count(*) FROM muster.users u WHERE (\(predicate.sql)) AND u.deleted_at IS NULL"
        let sql = predicate.shape.map { SQL("users.count[\($0)]", text) } ?? SQL(unnamed: text)
        return .one(sql, predicate.values) { try $0.decode(0) }
    }

    private static let columns = """
        u.id, u.status, u.version, u.created_at, u.updated_at,
        (SELECT x.external_id FROM muster.user_external_ids x
          WHERE x.user_id = u.id AND x.connection_id = muster.current_connection()) AS external_id
        """

    private static func document(within bytes: String) -> String {
        "CASE WHEN octet_length(u.document) <= \(bytes) THEN u.document END"
    }

    private static func groups(base: String?, within bytes: String) -> String {
        UserGrouping.columnOfOne(base: base, limit: "least(\(bytes), \(maximumGroupsBytes))")
    }

    /// One person by id (`$1`), as far as they are not larger than `$2`; `$3` is the base URL of groups.
    private static func find(withGroups: Bool, and more: String = "") -> String {
        """
        SELECT \(columns), \(document(within: "$2::bigint")), \(groups(base: withGroups ? "$3" : nil, within: "$2::bigint"))
               \(more)
          FROM muster.users u WHERE u.id = $1 AND u.deleted_at IS NULL
        """
    }

    private static let findAlone = SQL("users.find", find(withGroups: false))

    private static let findWithGroups = SQL("users.find_with_groups", find(withGroups: true))

    private static let heldWithGroups = SQL(
        "users.held",
        find(
            withGroups: true,
            and: """
                , (SELECT s.role FROM muster.memberships s WHERE s.user_id = u.id),
                u.set_up_at IS NOT NULL AS is_set_up, u.connection_id IS NOT NULL AS is_provisioned,
                u.generation, u.access_epoch, u.anonymised_at IS NOT NULL AS is_anonymised
                """))

    /// The person of a row; nil where document or groups were left out as larger than was asked for.
    private static func user(_ row: Row, within bytes: Int) throws -> User? {
        guard let document = try row.decode(6, as: RawText?.self)?.bytes else { return nil }
        let grouping = try UserGrouping(row, column: 7)
        guard grouping?.hasTooManyGroups != true || bytes >= maximumGroupsBytes else { return nil }
        return User(
            id: try row.decode(0), status: try row.decode(1), version: try row.decode(2),
            createdAt: try row.decode(3), updatedAt: try row.decode(4), document: document,
            externalID: try row.decode(5), grouping: grouping)
    }
}
