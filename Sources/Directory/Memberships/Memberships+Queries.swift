public import FoundationEssentials
public import Postgres

/// The memberships of the bound tenant.
public enum Memberships {
    /// A page of the memberships, in the order in which people came.
    ///
    /// - Parameters:
    ///   - includingDeleted: whether those that were soft-deleted are wanted too.
    ///   - role: only those with this role.
    ///   - user: only those of people behind this one.
    public static func page(
        includingDeleted: Bool, role: Role? = nil, after user: UUID?, limit: Int
    ) -> Query<[Membership]> {
        .all(
            SQL(
                "memberships.page",
                """
                \(selection)
                 WHERE ($1 OR s.deleted_at IS NULL) AND ($2::text IS NULL OR s.role = $2)
                   AND ($3::uuid IS NULL OR s.user_id > $3)
                 ORDER BY s.user_id LIMIT $4
                """),
            [
                .bool(includingDeleted), role.map { .text($0.rawValue) } ?? .null, user.map(Value.uuid) ?? .null,
                .integer(limit),
            ], decode: membership)
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
