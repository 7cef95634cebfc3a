import FoundationEssentials
import Postgres
import Testing

@testable import Jobs

@Suite struct PartitionTests {
    @Test("Maintenance makes the partitions of three days, isolated, and any number of times")
    func made() async throws {
        try await TestQueue.with { queue in
            for _ in 0..<2 { try await queue.worker.pipeline(Jobs.maintain(daysKept: 30)) }
            let days = try await queue.look(
                "SELECT to_char((now() AT TIME ZONE 'UTC')::date + n, 'YYYYMMDD') FROM generate_series(0, 2) n")
            #expect(try await partitions(queue) == days.map { "finished_jobs_\($0)" } + ["finished_jobs_default"])
            let open = try await queue.look(
                """
                SELECT relname FROM pg_class c WHERE relname LIKE 'finished_jobs%' AND relkind IN ('r', 'p')
                   AND (NOT relrowsecurity OR NOT relforcerowsecurity
                        OR (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) <> 2)
                """)
            #expect(open.isEmpty)
        }
    }

    @Test("No running role reaches a partition past its parent", arguments: ["app", "worker", "admin"])
    func direct(role: String) async throws {
        try await TestQueue.with { queue in
            for partition in try await partitions(queue) {
                let may =
                    "SELECT has_table_privilege('muster_\(role)', 'muster.\(partition)', 'SELECT, INSERT, DELETE')"
                #expect(try await queue.look("\(may)::text") == ["false"])
            }
        }
    }

    @Test("A day is dropped once it has been over for longer than it is kept, and not before")
    func dropped() async throws {
        try await TestQueue.with { queue in
            for age in [30, 31] {
                try await queue.change(
                    """
                    DO $$ DECLARE day date := (now() AT TIME ZONE 'UTC')::date - \(age); BEGIN
                        EXECUTE format('CREATE TABLE muster.finished_jobs_%s PARTITION OF muster.finished_jobs
                            FOR VALUES FROM (%L) TO (%L)', to_char(day, 'YYYYMMDD'), day || 'Z', day + 1 || 'Z');
                        EXECUTE format('ALTER TABLE muster.finished_jobs_%s OWNER TO muster_owner',
                            to_char(day, 'YYYYMMDD'));
                    END $$
                    """)
            }
            #expect(try await partitions(queue).count == 6)
            try await queue.worker.pipeline(Jobs.maintain(daysKept: 30))
            let kept = try await queue.look(
                "SELECT 'finished_jobs_' || to_char((now() AT TIME ZONE 'UTC')::date - 30, 'YYYYMMDD')")
            #expect(try await partitions(queue).first == kept[0])
            #expect(try await partitions(queue).count == 5)
        }
    }

    @Test("Jobs finish on days without a partition too, and are dropped with age")
    func defaultPartition() async throws {
        try await TestQueue.with { queue in
            for partition in try await partitions(queue) where partition != "finished_jobs_default" {
                try await queue.change("DROP TABLE muster.\(partition)")
            }
            let tenant = UUID()
            let ids = try await queue.enqueue(tenant, [.sample()])
            let claim = try await queue.claim()[0]
            try await queue.tell(claim, Jobs.complete(claim))
            try await queue.worker.pipeline(Jobs.maintain(daysKept: 30))
            #expect(try await partitions(queue).count == 3, "tomorrow, the day after, and the default")
            #expect(try await queue.ask(tenant, Jobs.showFinished(ids[0]))?.outcome == .done)
            try await queue.change("UPDATE muster.finished_jobs SET finished_at = now() - interval '40 days'")
            try await queue.worker.pipeline(Jobs.maintain(daysKept: 30))
            #expect(try await queue.ask(tenant, Jobs.showFinished(ids[0])) == nil)
        }
    }

    @Test("Twenty workers may maintain at once")
    func atOnce() async throws {
        try await TestQueue.with { queue in
            try await queue.change("DROP TABLE muster.finished_jobs_" + (try await tomorrow(queue)))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await queue.worker.pipeline(Jobs.maintain(daysKept: 30)) }
                }
                try await group.waitForAll()
            }
            #expect(try await partitions(queue).count == 4)
        }
    }

    private func tomorrow(_ queue: TestQueue) async throws -> String {
        try await queue.look("SELECT to_char((now() AT TIME ZONE 'UTC')::date + 1, 'YYYYMMDD')")[0]
    }

    private func partitions(_ queue: TestQueue) async throws -> [String] {
        try await queue.look(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = 'muster.finished_jobs'::regclass ORDER BY 1
            """)
    }
}
