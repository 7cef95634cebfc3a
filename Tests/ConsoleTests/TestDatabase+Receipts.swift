import Postgres
import TestHarness

extension TestDatabase {
    /// Writes the receipts of somebody's leaving as the worker would: the first of them a second after it, the others
    /// 300 milliseconds after one another.
    func receipts(of person: String) async throws {
        try await connected(as: .superuser) { database in
            _ = try await database.pipeline(
                Query<Void>(SQL(unnamed: Self.start), [.text(person)]),
                Query<Void>(SQL(unnamed: Self.receipts), [.text(person)]))
        }
    }

    /// Log and offboarding agree to the millisecond, so that the times in a report are known.
    private static let start = """
        UPDATE muster.events e SET occurred_at = o.started_at
          FROM muster.offboardings o WHERE o.user_id = $1 AND e.subject_id = o.user_id
        """

    private static let receipts = """
        INSERT INTO muster.receipts (tenant_id, user_id, generation, effect, state, count, attempt, job_id, finished_at)
        SELECT o.tenant_id, o.user_id, o.generation, e.effect, 'done', e.count, e.attempt, e.place,
               o.started_at + interval '1 second' + (e.place - 1) * interval '300 milliseconds'
          FROM muster.offboardings o
         CROSS JOIN (VALUES ('revoke_keys', 1, 1, 1), ('end_sessions', 2, 1, 2), ('soft_delete_membership', 1, 1, 3),
                            ('notify', 0, 2, 4)) AS e (effect, count, attempt, place)
         WHERE o.user_id = $1
        """
}
