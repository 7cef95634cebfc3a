public import FoundationEssentials
public import Postgres

/// The holds of the bound tenant.
public enum Holds {
    /// All holds, the latest first.
    public static func all() -> Query<[Hold]> {
        .all(
            SQL(
                "holds.all",
                """
                SELECT h.id, h.opened_at, h.people, h.base,
                       (SELECT count(DISTINCT j.subject_id) FROM muster.jobs j
                         WHERE j.hold_id = h.id AND j.state = 'held'),
                       h.resolved_at, h.resolution
                  FROM muster.holds h ORDER BY h.opened_at DESC
                """),
            []
        ) { row in
            Hold(
                id: try row.decode(0), openedAt: try row.decode(1), people: try row.decode(2),
                base: try row.decode(3), heldPeople: try row.decode(4), resolvedAt: try row.decode(5),
                resolution: try row.decode(6))
        }
    }

    /// Keeps people of the bound tenant from leaving until the transaction ends, so that nobody comes to be held by what
    /// is being resolved.
    public static func lock() -> Query<Void> {
        Query(
            SQL(
                "holds.lock",
                "SELECT pg_advisory_xact_lock(hashtextextended('muster.hold/' || muster.current_tenant()::text, 0))"))
    }

    /// The tenants that have a hold which waits for staff.
    public static func tenantsWithOpenOnes() -> Query<[UUID]> {
        .all(SQL("holds.tenants_with_open_ones", "SELECT muster.tenants_with_open_holds()"), []) { try $0.decode(0) }
    }

    /// How many holds of all tenants wait for staff.
    public static func countOpen() -> Query<Int64> {
        .one(SQL("holds.count_open", "SELECT muster.count_open_holds()"), []) { try $0.decode(0) }
    }

    /// Notes that staff approve what a hold holds. False if it is not open.
    public static func approve(_ id: UUID) -> Query<Bool> {
        Query(
            SQL(
                "holds.approve",
                """
                UPDATE muster.holds SET resolved_at = clock_timestamp(), resolution = 'approved'
                 WHERE id = $1 AND resolved_at IS NULL
                """),
            [.uuid(id)]
        ) { $0.affected == 1 }
    }

    /// Brings back everybody whom a hold holds, exactly as they were; MU404 if it is not open.
    ///
    /// The jobs have to be discarded in the same transaction.
    ///
    /// - Returns: those who cannot come back, since somebody else has their name by now.
    public static func undo(_ id: UUID) -> Query<[UUID]> {
        .all(SQL("holds.undo", "SELECT muster.undo_hold($1)"), [.uuid(id)]) { try $0.decode(0) }
    }
}

extension SQLState {
    /// What was to be changed is not there, or not in the state for it.
    public static let notThere = SQLState(rawValue: "MU404")
}
