public import FoundationEssentials
public import Postgres

// What staff see of deliveries, and do about them.

extension Deliveries {
    /// The latest deliveries, on their way or over, the latest first.
    ///
    /// - Parameters:
    ///   - endpoint: only those to this one, if given.
    ///   - state: only those in this state, if given.
    public static func latest(to endpoint: UUID?, state: String?, limit: Int) -> Query<[WebhookDelivery]> {
        .all(
            SQL("deliveries.latest", latest),
            [endpoint.map(Value.uuid) ?? .null, state.map(Value.text) ?? .null, .integer(limit)]
        ) { row in
            WebhookDelivery(
                id: try row.decode(0), endpoint: try row.decode(1), type: try row.decode(2),
                subject: try row.decode(3), message: try row.decode(4), state: try row.decode(5),
                attempts: try row.decode(6), status: try row.decode(7), lastError: try row.decode(8),
                createdAt: try row.decode(9), nextTryAt: try row.decode(10), endedAt: try row.decode(11))
        }
    }

    /// Sends a delivery now, once more if it is over.
    ///
    /// - Returns: its number; nil where there is none, it is being sent, or its endpoint is off or removed.
    public static func redeliver(_ id: Int64) -> Query<Int64?> {
        .one(SQL("deliveries.redeliver", "SELECT muster.redeliver($1)"), [.integer(id)]) { try $0.decode(0) }
    }

    /// Sends to an endpoint what it has missed while it failed or was off.
    ///
    /// - Returns: how many deliveries; nil where there is no such endpoint, or it is off.
    public static func redeliverMissed(by endpoint: UUID) -> Query<Int?> {
        .one(SQL("deliveries.redeliver_missed", "SELECT muster.redeliver_missed($1)"), [.uuid(endpoint)]) {
            try $0.decode(0)
        }
    }

    private static let latest = """
        SELECT d.id, d.endpoint, d.payload ->> 'type', d.subject_id, d.payload ->> 'message', d.state, d.attempts,
               d.status, d.last_error, d.created_at, d.next_try_at, d.ended_at
          FROM (
                (SELECT j.id, (j.payload ->> 'endpoint')::uuid AS endpoint, j.payload, j.subject_id, j.state, j.attempts,
                        NULL::integer AS status, j.last_error, j.created_at,
                        CASE WHEN j.state = 'queued' THEN j.run_at END AS next_try_at, NULL::timestamptz AS ended_at
                   FROM muster.jobs j
                  WHERE j.kind = 'deliver_webhook' AND ($1::uuid IS NULL OR j.payload ->> 'endpoint' = $1::text)
                    AND ($2::text IS NULL OR j.state = $2)
                  ORDER BY j.id DESC LIMIT $3)
                UNION ALL
                (SELECT w.id, w.endpoint_id, w.payload, w.subject_id, w.ending, w.attempts, w.status, w.last_error,
                        w.created_at, NULL, w.ended_at
                   FROM muster.webhook_deliveries w
                  WHERE ($1::uuid IS NULL OR w.endpoint_id = $1) AND ($2::text IS NULL OR w.ending = $2)
                  ORDER BY w.id DESC LIMIT $3)
               ) d
         ORDER BY d.id DESC LIMIT $3
        """
}
