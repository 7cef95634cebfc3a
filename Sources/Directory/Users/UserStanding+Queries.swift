public import FoundationEssentials
public import Postgres

extension UserStanding {
    /// One person, deleted or not, who can neither leave nor come back until the transaction ends.
    public static func find(_ id: UUID) -> Query<UserStanding?> {
        .optional(
            SQL("user_standing.find", "\(selection) WHERE u.id = $1 FOR SHARE OF u"), [.uuid(id)], decode: standing)
    }

    /// The same by the normalised name, which deleted people have no longer.
    public static func find(userNameKey: String) -> Query<UserStanding?> {
        .optional(
            SQL(
                "user_standing.find_by_name",
                "\(selection) WHERE u.user_name_key = $1 AND u.deleted_at IS NULL FOR SHARE OF u"),
            [.text(userNameKey)], decode: standing)
    }

    private static let selection = """
        SELECT u.id, u.status, (SELECT s.role FROM muster.memberships s WHERE s.user_id = u.id), u.deleted_at,
               u.anonymised_at
          FROM muster.users u
        """

    private static func standing(_ row: Row) throws -> UserStanding {
        UserStanding(
            id: try row.decode(0), status: try row.decode(1), role: try row.decode(2), deletedAt: try row.decode(3),
            anonymisedAt: try row.decode(4))
    }
}
