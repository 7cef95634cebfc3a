internal import JSON
public import Postgres

extension Jobs {
    /// Adds jobs to the transaction of the change that needs them.
    ///
    /// One statement, whatever the number. Jobs of one ordering key keep their order only where the transactions that
    /// enqueue them wait for one another, for instance by locking the row that the key stands for.
    ///
    /// - Returns: the jobs' numbers, in order.
    public static func enqueue(_ jobs: [NewJob]) -> Query<[Int64]> {
        .all(enqueueing, [.json(bytes: JSON.array(jobs.map(\.row)).serialized())]) { try $0.decode(0) }
    }

    private static let enqueueing = SQL(
        "jobs.enqueue",
        """
        INSERT INTO muster.jobs (
            kind, lane, ordering_key, subject_id, generation, payload, state, run_at, maximum_attempts, hold_id)
        SELECT n.kind, n.lane, n.ordering_key, n.subject_id, n.generation, n.payload,
               CASE WHEN n.hold_id IS NULL THEN 'queued' ELSE 'held' END,
               coalesce(to_timestamp(n.run_at), now()), n.maximum_attempts, n.hold_id
          FROM ROWS FROM (
                jsonb_to_recordset($1::jsonb) AS (
                    kind text, lane text, ordering_key text, subject_id uuid, generation bigint, payload jsonb,
                    run_at double precision, maximum_attempts integer, hold_id uuid)
               ) WITH ORDINALITY AS n (
                    kind, lane, ordering_key, subject_id, generation, payload, run_at, maximum_attempts, hold_id, place)
         ORDER BY n.place
        RETURNING id
        """)
}
