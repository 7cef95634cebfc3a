import FoundationEssentials
import Postgres
import Testing

@testable import Jobs

@Suite("Partitions while somebody reads old ones", .timeLimit(.minutes(1)))
struct PartitionLockTests {
    @Test("New days are made although no day can be taken out, which is done when the reader has gone")
    func reader() async throws {
        try await TestQueue.with { queue in
            try await queue.change(
                """
                DO $$ DECLARE day date := (now() AT TIME ZONE 'UTC')::date - 40; BEGIN
                    EXECUTE format('CREATE TABLE muster.finished_jobs_%s PARTITION OF muster.finished_jobs
                        FOR VALUES FROM (%L) TO (%L)', to_char(day, 'YYYYMMDD'), day || 'Z', day + 1 || 'Z');
                    EXECUTE format('ALTER TABLE muster.finished_jobs_%s OWNER TO muster_owner', to_char(day, 'YYYYMMDD'));
                    EXECUTE format('DROP TABLE muster.finished_jobs_%s', to_char(day + 42, 'YYYYMMDD'));
                END $$
                """)
            let before = try await partitions(queue)
            let steps = Jobs.maintain(daysKept: 30)
            try await queue.superuser.transaction { transaction in
                // As whoever reads an old day does, and pg_dump for as long as it runs.
                try await transaction.pipeline(
                    Query<Void>(SQL(unnamed: "LOCK TABLE ONLY muster.finished_jobs IN ACCESS SHARE MODE")))
                try await queue.worker.pipeline(steps[0])
                let error = await #expect(throws: DatabaseError.self) { try await queue.worker.pipeline(steps[1]) }
                #expect(error?.sqlState == .lockNotAvailable)
                try await queue.worker.pipeline(steps[2])
                try await transaction.finish()
            }
            #expect(try await partitions(queue) == before + 1)
            for step in steps { try await queue.worker.pipeline(step) }
            #expect(try await partitions(queue) == before)
            let left = try await queue.look(
                "SELECT relname FROM pg_class WHERE relname ~ '^finished_jobs_[0-9]{8}$' AND NOT relispartition")
            #expect(left.isEmpty, "what was taken out is dropped")
        }
    }

    private func partitions(_ queue: TestQueue) async throws -> Int {
        try await queue.look(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'muster.finished_jobs'::regclass"
        ).count
    }
}
