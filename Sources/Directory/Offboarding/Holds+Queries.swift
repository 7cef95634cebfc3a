public import FoundationEssentials
public import Postgres

/// The holds of the bound tenant.
public enum Holds {
    /// Those that wait for staff, or are not through yet with what staff decided; the latest first.
    public static func unfinished() -> Query<[Hold]> {
        .all(
            SQL(
                "holds.unfinished",
                """
                \(selection)
                 WHERE h.resolved_at IS NULL OR (h.resolution = 'undone' AND h.finished_at IS NULL)
                    OR (h.resolution = 'approved' AND EXISTS (
                            SELECT FROM muster.offboardings o
                             WHERE o.is_pending AND o.started_at BETWEEN h.began_at AND h.resolved_at))
                 ORDER BY h.opened_at DESC
                """),
            [], decode: hold)
    }

    /// One hold.
    public static func find(_ id: UUID) -> Query<Hold?> {
        .optional(SQL("holds.find", "\(selection) WHERE h.id = $1"), [.uuid(id)], decode: hold)
    }

    /// The tenants that have a hold of the kind that ``unfinished()`` answers.
    public static func tenantsWithUnfinishedOnes() -> Query<[UUID]> {
        .all(SQL("holds.tenants_with_unfinished_ones", "SELECT muster.tenants_with_open_holds()"), []) {
            try $0.decode(0)
        }
    }

    /// How many holds of all tenants wait for staff.
    public static func countOpen() -> Query<Int64> {
        .one(SQL("holds.count_open", "SELECT muster.count_open_holds()"), []) { try $0.decode(0) }
    }

    /// Waits until no worker is at the leavings of the bound tenant, and keeps them away until the transaction ends, so
    /// that what is told of a hold is still so when it is resolved.
    public static func lockLeavings() -> Query<Void> {
        Query(SQL("holds.lock_leavings", "SELECT pg_advisory_xact_lock(muster.leavings_lock())"))
    }

    /// Closes a hold, so that what it holds is carried out or brought back from here on; MU404 if it is not open.
    ///
    /// - Parameter start: who left before is not among its people; nil for all.
    public static func resolve(
        _ id: UUID, as resolution: HoldResolution, since start: Timestamp?, by actor: Actor
    ) -> Query<Void> {
        Query(
            SQL("holds.resolve", "SELECT muster.resolve_hold($1, $2, $3, $4)"),
            [
                .uuid(id), .text(resolution.rawValue), start.map { .text($0.text) } ?? .null,
                actor.id.map(Value.text) ?? .null,
            ])
    }

    /// Brings back some of those whom an undone hold takes in.
    ///
    /// - Parameter limit: at most so many people.
    /// - Returns: how many it looked at; 0 once it is through.
    public static func bringBack(_ id: UUID, limit: Int) -> Query<Int64> {
        .one(SQL("holds.bring_back", "SELECT muster.bring_back($1, $2)"), [.uuid(id), .integer(limit)]) {
            try $0.decode(0)
        }
    }

    /// Those whom undoing could not bring back, and why; at most a thousand.
    public static func notReturned(_ id: UUID) -> Query<[NotReturned]> {
        .all(
            SQL(
                "holds.not_returned",
                """
                SELECT DISTINCT u.id, u.user_name, o.undo_outcome
                  FROM muster.holds h
                  JOIN muster.offboardings o ON o.started_at BETWEEN h.began_at AND h.resolved_at
                   AND o.undo_outcome IN ('taken', 'anonymised')
                  JOIN muster.users u ON u.tenant_id = o.tenant_id AND u.id = o.user_id
                 WHERE h.id = $1 ORDER BY u.user_name, u.id LIMIT 1000
                """),
            [.uuid(id)]
        ) { NotReturned(user: try $0.decode(0), userName: try $0.decode(1), reason: try $0.decode(2)) }
    }

    private static let selection = """
        SELECT h.id, h.opened_at, h.began_at, h.base, h.resolved_at, h.resolution, h.finished_at, h.returned,
               coalesce(s.breaker_people, b.people), coalesce(s.breaker_percent, b.percent),
               p.people, p.waiting, p.carried_out, p.told, p.anonymised, p.to_undo
          FROM muster.holds h
         CROSS JOIN muster.usual_breaker() b
          LEFT JOIN muster.tenant_settings s ON true
         CROSS JOIN LATERAL (
            SELECT count(DISTINCT o.user_id) AS people,
                   count(DISTINCT o.user_id) FILTER (WHERE o.is_pending) AS waiting,
                   count(DISTINCT o.user_id) FILTER (WHERE o.keys_revoked_at IS NOT NULL) AS carried_out,
                   count(DISTINCT o.user_id) FILTER (WHERE o.endpoints_notified > 0) AS told,
                   count(DISTINCT o.user_id) FILTER (WHERE u.anonymised_at IS NOT NULL) AS anonymised,
                   count(DISTINCT o.user_id) FILTER (WHERE o.undo_outcome IS NULL) AS to_undo
              FROM muster.offboardings o JOIN muster.users u ON u.tenant_id = o.tenant_id AND u.id = o.user_id
             WHERE o.started_at BETWEEN h.began_at AND coalesce(h.resolved_at, 'infinity')) p
        """

    private static func hold(_ row: Row) throws -> Hold {
        Hold(
            id: try row.decode(0), openedAt: try row.decode(1), beganAt: try row.decode(2), base: try row.decode(3),
            resolvedAt: try row.decode(4), resolution: try row.decode(5), finishedAt: try row.decode(6),
            returned: try row.decode(7),
            limit: Hold.Limit(people: try row.decode(8), percent: try row.decode(9)),
            people: Hold.People(
                all: try row.decode(10), waiting: try row.decode(11), carriedOut: try row.decode(12),
                told: try row.decode(13), anonymised: try row.decode(14), toUndo: try row.decode(15)))
    }
}

extension SQLState {
    /// What was to be changed is not there, or not in the state for it.
    public static let notThere = SQLState(rawValue: "MU404")
}
