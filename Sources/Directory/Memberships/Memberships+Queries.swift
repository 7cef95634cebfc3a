public import FoundationEssentials
public import Postgres

/// The memberships of the bound tenant.
public enum Memberships {
    /// The memberships in the order in which they were made.
    ///
    /// - Parameter includingDeleted: whether those that were soft-deleted are wanted too.
    public static func all(includingDeleted: Bool) -> Query<[Membership]> {
        .all(
            SQL(
                "memberships.all",
                "\(selection) WHERE $1 OR s.deleted_at IS NULL ORDER BY s.created_at, s.user_id"),
            [.bool(includingDeleted)], decode: membership)
    }

    /// The membership of one person.
    public static func find(of user: UUID) -> Query<Membership?> {
        .optional(
            SQL("memberships.find", "\(selection) WHERE s.user_id = $1"), [.uuid(user)], decode: membership)
    }

    /// Gives a person a role. False if there is no such membership.
    public static func setRole(_ role: Role, of user: UUID) -> Query<Bool> {
        Query(
            SQL("memberships.set_role", "UPDATE muster.memberships SET role = $2 WHERE user_id = $1"),
            [.uuid(user), .text(role.rawValue)]
        ) { $0.affected == 1 }
    }

    private static let selection = """
        SELECT s.user_id, u.user_name, s.role, u.status, s.deleted_at
          FROM muster.memberships s JOIN muster.users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
        """

    private static func membership(_ row: Row) throws -> Membership {
        Membership(
            user: try row.decode(0), userName: try row.decode(1), role: try row.decode(2),
            status: try row.decode(3), deletedAt: try row.decode(4))
    }
}
