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
    /// - Parameters:
    ///   - base: SQL for the base URL for references, or nil to leave the groups themselves out.
    ///   - limit: SQL for how many bytes the groups may have; `!` stands in place of more.
    static func column(base: String?, limit: String) -> String {
        "(SELECT s.shown FROM muster.grouping(\(person), \(base ?? "NULL"), \(limit)) s)"
    }

    /// The same for a row that is read alone. What the groups need of PostgreSQL is got ready only for somebody who was
    /// ever in one: for everybody else it would be most of what reading them costs.
    static func columnOfOne(base: String?, limit: String) -> String {
        """
        CASE WHEN (SELECT true FROM muster.user_groupings p WHERE p.user_id = u.id)
             THEN muster.grouping_of_one(\(person), \(base ?? "NULL"), \(limit)) END
        """
    }

    /// The version, for a filter; NULL where there is none.
    public static let versionColumn = "(SELECT nullif(s.version, 0) FROM muster.grouping(\(person), NULL, 0) s)"

    /// The time, for a filter and an order; NULL where the person's own counts.
    public static let updatedAtColumn = "(SELECT s.updated_at FROM muster.grouping(\(person), NULL, 0) s)"

    private static let person = "u.id, u.version, u.updated_at"
}
