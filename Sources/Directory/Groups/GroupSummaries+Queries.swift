public import FoundationEssentials
public import Postgres

/// The groups of the bound tenant, as lists for staff show them.
public enum GroupSummaries {
    /// Those behind an id, in the order of ids.
    public static func page(after id: UUID?, limit: Int) -> Query<[GroupSummary]> {
        .all(
            SQL(
                "group_summaries.page", "\(selection) WHERE $1::uuid IS NULL OR g.id > $1 ORDER BY g.id LIMIT $2"),
            [id.map(Value.uuid) ?? .null, .integer(limit)], decode: summary)
    }

    /// One group.
    public static func find(_ id: UUID) -> Query<GroupSummary?> {
        .optional(SQL("group_summaries.find", "\(selection) WHERE g.id = $1"), [.uuid(id)], decode: summary)
    }

    /// One group by the normalised name.
    public static func find(displayNameKey: String) -> Query<GroupSummary?> {
        .optional(
            SQL("group_summaries.find_by_name", "\(selection) WHERE g.display_name_key = $1"),
            [.text(displayNameKey)], decode: summary)
    }

    private static let selection = """
        SELECT g.id, g.display_name,
               (SELECT c.name FROM muster.connections c WHERE c.id = g.connection_id),
               g.member_count,
               g.created_at, g.updated_at
          FROM muster.groups g
        """

    private static func summary(_ row: Row) throws -> GroupSummary {
        GroupSummary(
            id: try row.decode(0), displayName: try row.decode(1), connection: try row.decode(2),
            members: try row.decode(3), createdAt: try row.decode(4), updatedAt: try row.decode(5))
    }
}
