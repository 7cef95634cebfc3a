public import FoundationEssentials
public import Postgres

/// Who is in which group of the bound tenant.
public enum GroupMembers {
    /// Which of these people exist. Their rows cannot be deleted until the transaction ends.
    public static func known(_ users: [UUID]) -> Query<[UUID]> {
        .all(
            SQL(
                "group_members.known",
                """
                SELECT id FROM muster.users WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL
                 ORDER BY id FOR SHARE
                """),
            [.uuidArray(users)]
        ) { try $0.decode(0) }
    }

    /// Which of these people are in the group.
    public static func present(_ users: [UUID], in group: UUID) -> Query<[UUID]> {
        .all(
            SQL(
                "group_members.present",
                "SELECT user_id FROM muster.group_members WHERE group_id = $1 AND user_id = ANY ($2::uuid[])"),
            [.uuid(group), .uuidArray(users)]
        ) { try $0.decode(0) }
    }

    /// Everybody in the group.
    public static func all(in group: UUID) -> Query<[UUID]> {
        .all(
            SQL("group_members.all", "SELECT user_id FROM muster.group_members WHERE group_id = $1"), [.uuid(group)]
        ) { try $0.decode(0) }
    }

    /// Puts people into the group.
    public static func insert(_ users: [UUID], into group: UUID) -> Query<Void> {
        Query(
            SQL(
                "group_members.insert",
                "INSERT INTO muster.group_members (group_id, user_id) SELECT $1, unnest($2::uuid[])"),
            [.uuid(group), .uuidArray(users)])
    }

    /// Takes people out of the group.
    public static func delete(_ users: [UUID], from group: UUID) -> Query<Void> {
        Query(
            SQL(
                "group_members.delete",
                "DELETE FROM muster.group_members WHERE group_id = $1 AND user_id = ANY ($2::uuid[])"),
            [.uuid(group), .uuidArray(users)])
    }
}
