public import FoundationEssentials
public import Postgres

extension OffboardingReport {
    /// The reports of a person, the latest first, without their steps.
    public static func headers(of user: UUID) -> Query<[OffboardingReport]> {
        .all(
            SQL(
                "offboardings.reports",
                """
                SELECT o.user_id, o.generation, o.started_at, o.request_id, o.is_deletion, muster.hold_of(o.started_at),
                       o.undone_at,
                       (SELECT max(r.finished_at) FROM muster.receipts r
                         WHERE r.user_id = o.user_id AND r.generation = o.generation
                        HAVING count(*) = \(Effect.allCases.count))
                  FROM muster.offboardings o WHERE o.user_id = $1 ORDER BY o.generation DESC
                """),
            [.uuid(user)]
        ) { row in
            OffboardingReport(
                user: try row.decode(0), generation: try row.decode(1), deactivatedAt: try row.decode(2),
                completedAt: try row.decode(7), requestID: try row.decode(3), isDeletion: try row.decode(4),
                hold: try row.decode(5), undoneAt: try row.decode(6), steps: [])
        }
    }

    /// The steps of one generation of a person: receipts, and jobs where there is no receipt yet.
    public static func steps(of user: UUID, generation: Int64) -> Query<[Step]> {
        .all(
            SQL(
                "offboardings.steps",
                """
                SELECT e.effect,
                       coalesce(r.state, j.state, CASE
                           WHEN NOT o.is_pending AND e.effect <> 'notify' THEN 'discarded'
                           WHEN o.is_pending AND EXISTS (
                                SELECT FROM muster.holds h WHERE h.resolved_at IS NULL AND o.started_at >= h.began_at)
                           THEN 'held' ELSE 'queued' END),
                       coalesce(r.attempt, j.attempts, 0), r.count, r.finished_at, j.last_error
                  FROM muster.offboardings o
                 CROSS JOIN unnest($3::text[]) WITH ORDINALITY AS e (effect, place)
                  LEFT JOIN muster.receipts r
                         ON r.user_id = $1 AND r.generation = $2 AND r.effect = e.effect
                  LEFT JOIN LATERAL (
                        SELECT w.state, w.attempts, w.last_error FROM muster.jobs w
                         WHERE w.subject_id = $1 AND w.generation = $2
                           AND (w.kind = e.effect OR e.effect = 'notify' AND w.kind = 'deliver_webhook')
                         ORDER BY w.state = 'dead' DESC, w.attempts DESC, w.id LIMIT 1
                       ) j ON true
                 WHERE o.user_id = $1 AND o.generation = $2 ORDER BY e.place
                """),
            [.uuid(user), .integer(generation), .textArray(Effect.allCases.map(\.rawValue))]
        ) { row in
            Step(
                effect: try row.decode(0), state: try row.decode(1), attempts: try row.decode(2),
                count: try row.decode(3), finishedAt: try row.decode(4), lastError: try row.decode(5))
        }
    }
}
