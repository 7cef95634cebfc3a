import Postgres
import TestHarness

extension TestDatabase {
    /// Notes what was done about somebody's leaving as the worker would: the first effect a second after it, the others
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
        UPDATE muster.offboardings o
           SET is_pending = false, keys_revoked_at = o.started_at + interval '1000 milliseconds', keys_revoked = 1,
               sessions_ended_at = o.started_at + interval '1300 milliseconds', sessions_ended = 2,
               membership_deleted_at = o.started_at + interval '1600 milliseconds', memberships_deleted = 1,
               notified_at = o.started_at + interval '1900 milliseconds'
         WHERE o.user_id = $1
        """
}
