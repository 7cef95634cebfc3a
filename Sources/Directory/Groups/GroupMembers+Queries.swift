public import FoundationEssentials
public import Postgres

/// Who is in which group of the bound tenant.
public enum GroupMembers {
    // People are looked up one by one here, and not with an array: PostgreSQL would hold a search for each for dearer
    // than reading a group, or a tenant, of average size.

    /// Which of these people exist. Their rows cannot be deleted until the transaction ends.
    ///
    /// - Parameter users: in ascending order, in which their rows are locked: two transactions then never wait for each
    ///   other.
    public static func known(_ users: [UUID]) -> Query<[UUID]> {
        .all(
            SQL(
                "group_members.known",
                """
                SELECT u.id FROM unnest($1::uuid[]) AS w (id)
                 CROSS JOIN LATERAL (
                    SELECT p.id FROM muster.users p WHERE p.id = w.id AND p.deleted_at IS NULL FOR SHARE
                 ) u
                """),
            [.uuidArray(users)]
        ) { try $0.decode(0) }
    }

    /// Which of these people are in the group.
    public static func present(_ users: [UUID], in group: UUID) -> Query<[UUID]> {
        .all(
            SQL(
                "group_members.present",
                """
                SELECT w.id FROM unnest($2::uuid[]) AS w (id)
                 WHERE (SELECT true FROM muster.group_members m WHERE m.group_id = $1 AND m.user_id = w.id)
                """),
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

    /// Notes with people that they came into the group or went out of it: their versions and times depend on it.
    ///
    /// Of all statements about members the last in a transaction, with everybody at once.
    public static func note(_ users: [UUID], of group: UUID) -> Query<Void> {
        Query(
            SQL("group_members.note", "SELECT muster.note_grouping($1, $2)"), [.uuid(group), .uuidArray(users)])
    }

    /// Takes people out of the group.
    public static func delete(_ users: [UUID], from group: UUID) -> Query<Void> {
        Query(
            SQL("group_members.delete", "SELECT muster.remove_members($1, $2)"),
            [.uuid(group), .uuidArray(users)])
    }
}
