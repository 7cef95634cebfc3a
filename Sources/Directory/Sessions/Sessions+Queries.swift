public import FoundationEssentials
public import Postgres
internal import Time

/// The sign-in sessions of people of the bound tenant.
public enum Sessions {
    /// Adds a session, with its digest only.
    public static func insert(id: UUID, user: UUID, digest: SecretDigest, lifetime: Duration) -> Query<Void> {
        Query(
            SQL(
                "sessions.insert",
                """
                INSERT INTO muster.sessions (id, user_id, digest, expires_at)
                VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
                """),
            [.uuid(id), .uuid(user), .bytes(digest.bytes), .integer(lifetime.inMilliseconds)])
    }

    /// One session.
    public static func find(_ id: UUID) -> Query<Session?> {
        .optional(SQL("sessions.find", "\(selection) WHERE id = $1"), [.uuid(id)], decode: session)
    }

    /// The sessions of a person, or of everybody, in the order in which they were opened.
    public static func all(of user: UUID?) -> Query<[Session]> {
        .all(
            SQL(
                "sessions.all",
                "\(selection) WHERE $1::uuid IS NULL OR user_id = $1 ORDER BY opened_at, id"),
            [user.map(Value.uuid) ?? .null], decode: session)
    }

    /// Ends a session. False if there is none or it was ended before.
    public static func end(_ id: UUID) -> Query<Bool> {
        Query(
            SQL(
                "sessions.end",
                "UPDATE muster.sessions SET ended_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL"),
            [.uuid(id)]
        ) { $0.affected == 1 }
    }

    private static let selection = "SELECT id, user_id, opened_at, expires_at, ended_at FROM muster.sessions"

    private static func session(_ row: Row) throws -> Session {
        Session(
            id: try row.decode(0), user: try row.decode(1), openedAt: try row.decode(2),
            expiresAt: try row.decode(3), endedAt: try row.decode(4))
    }
}
