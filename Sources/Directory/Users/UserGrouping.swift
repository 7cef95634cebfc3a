internal import Postgres

/// What a person shows of their groups, and what follows from that for the person's version and time.
///
/// It is read in one piece with the person, by one statement, so that nobody is shown groups under a version that others
/// have already seen with newer ones.
public struct UserGrouping: Sendable {
    /// How often the groups or their names have changed.
    let version: Int64
    /// When the person, the groups or their names were last changed.
    let updatedAt: Timestamp
    /// The groups as a JSON array in UTF-8; nil where there are none or they were not asked for.
    let groups: [UInt8]?
    /// Whether the groups were asked for, and are more than an answer may hold.
    let hasTooManyGroups: Bool

    /// Reads the column that ``column(base:)`` makes; nil where there is nothing to show.
    init?(_ row: Row, column: Int) throws {
        guard let text = try row.decode(column, as: RawText?.self)?.bytes else { return nil }
        let parts = text.split(separator: Self.separator, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let version = Int64(String(decoding: parts[0], as: UTF8.self)),
            let updatedAt = Timestamp(iso: String(decoding: parts[1], as: UTF8.self))
        else { throw UnexpectedValue() }
        self.version = version
        self.updatedAt = updatedAt
        hasTooManyGroups = parts[2].elementsEqual(Self.tooMany.utf8)
        groups = parts[2].isEmpty || hasTooManyGroups ? nil : Array(parts[2])
    }

    /// What stands in place of groups that are too many.
    private static let tooMany = "!"

    private static let separator = UInt8(ascii: "|")
}

extension UserGrouping {
    /// The column for a row `u` of people: `version|time|groups`, NULL for somebody who was never in a group.
    ///
    /// The groups are put together as JSON text here, so that nothing decodes and encodes them again.
    ///
    /// - Parameters:
    ///   - parameter: the number of the parameter with the base URL for references, or nil to leave the groups
    ///     themselves out.
    ///   - limit: SQL for how many bytes the groups may have; `!` stands in place of more.
    static func column(base parameter: Int?, limit: String) -> String {
        let list = parameter.map { parameter in
            """
            '[' || string_agg(
                '{"value":"' || g.id || '","$ref":"' || $\(parameter)::text || '/Groups/' || g.id
                || '","display":' || to_json(g.display_name) || ',"type":"direct"}', ',' ORDER BY g.id) || ']'
            """
        }
        return "(SELECT \(version) || '|' || (\(updatedAt))::text || '|' || "
            + "CASE WHEN octet_length(s.list) > \(limit) THEN '\(tooMany)' ELSE coalesce(s.list, '') END "
            + source(list: list ?? "NULL") + ")"
    }

    /// The version, for a filter; NULL where there is none.
    public static let versionColumn = "(SELECT nullif(\(version), 0) \(source(list: "NULL")))"

    /// The time, for a filter and an order; NULL where the person's own counts.
    public static let updatedAtColumn = "(SELECT \(updatedAt) \(source(list: "NULL")))"

    private static let version = "(coalesce(p.changes, 0) + coalesce(s.renames, 0))"

    /// The last of all times. A transaction may end later than one that began after it: the versions, which only ever
    /// grow, decide in the microseconds, so that no two changes share a time.
    private static let updatedAt = """
        greatest(u.updated_at, p.changed_at, s.renamed_at)
        + (u.version - 1 + \(version))::double precision * interval '1 microsecond'
        """

    private static func source(list: String) -> String {
        """
        FROM (SELECT \(list) AS list, sum(g.renames) AS renames, max(g.renamed_at) AS renamed_at, count(*) AS size
                FROM muster.group_members m JOIN muster.groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
               WHERE m.user_id = u.id) s
        LEFT JOIN muster.user_groupings p ON p.user_id = u.id
        WHERE s.size > 0 OR p.changes > 0
        """
    }
}
