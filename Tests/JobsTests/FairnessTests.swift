import FoundationEssentials
import JSON
import Postgres
import Testing

@testable import Jobs

@Suite(.timeLimit(.minutes(3))) struct FairnessTests {
    /// Far below the 3,000 buffers of a walk through the stuck tenant's index entries alone.
    private static let bufferLimit: Int64 = 2000

    @Test(
        "100,000 jobs of one tenant delay nobody: another tenant's job is in the next claim, at the same cost",
        arguments: [
            "'one key', now() - interval '1 hour'", "'key ' || n, now() - interval '1 hour'",
            "'key ' || n, now() + interval '1 hour'",
        ])
    func backlog(rows: String) async throws {
        try await TestQueue.with { queue in
            let stuck = UUID()
            try await fill(queue, stuck, rows)
            _ = try await queue.claim(16, perTenant: 8, behind: stuck)
            let other = UUID()
            let ids = try await queue.enqueue(other, [.sample()])
            let (buffers, claimed) = try await measure(queue)
            #expect(claimed >= 1 && claimed <= 9)
            #expect(try await queue.look("SELECT state FROM muster.jobs WHERE id = \(ids[0])") == ["running"])
            #expect(buffers < Self.bufferLimit, "\(buffers) buffers")
        }
    }

    @Test("One key with 100,000 due jobs hides no other key of its tenant")
    func oneKey() async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            try await fill(queue, tenant, "'one key', now() - interval '1 hour'")
            let ids = try await queue.enqueue(tenant, (0..<5).map { .sample("other \($0)") })
            let claims = try await queue.claim(16, perTenant: 16)
            #expect(claims.count == 6 && Set(claims.map(\.id)).isSuperset(of: ids))
        }
    }

    @Test("Behind 1,500 tenants with nothing due, and one with very much, a due job is found in one claim")
    func manyTenants() async throws {
        try await TestQueue.with { queue in
            try await fill(queue, UUID(), "'one key', now() - interval '1 hour'", count: 1000)
            try await queue.change(
                """
                INSERT INTO muster.jobs (tenant_id, kind, ordering_key, run_at)
                SELECT gen_random_uuid(), 'sample', 'key', now() + interval '1 hour' FROM generate_series(1, 1500)
                """)
            let other = UUID()
            try await queue.enqueue(other, [.sample()])
            #expect(try await queue.claim(16, perTenant: 8, behind: other).contains { $0.tenant == other })
        }
    }

    @Test("Of several tenants with very much to do, each gets its turn")
    func turns() async throws {
        try await TestQueue.with { queue in
            let tenants = (0..<5).map { _ in UUID() }
            for tenant in tenants { try await fill(queue, tenant, "'key ' || n, now()", count: 300) }
            let run = Worker(database: queue.worker, handlers: [], configuration: Self.oneByOne)
            var claimer = Claimer(worker: run)
            var seen: Set<UUID> = []
            for _ in 0..<5 { seen.formUnion(await claimer.claim(1).map(\.tenant)) }
            #expect(seen == Set(tenants))
        }
    }

    private static var oneByOne: Worker.Configuration {
        var configuration = Worker.Configuration(concurrency: 16)
        configuration.concurrencyPerTenant = 16
        return configuration
    }

    private func fill(_ queue: TestQueue, _ tenant: UUID, _ rows: String, count: Int = 100_000) async throws {
        try await queue.change(
            """
            INSERT INTO muster.jobs (tenant_id, kind, ordering_key, run_at)
            SELECT $1, 'sample', key, run_at FROM (SELECT n, \(rows) FROM generate_series(1, \(count)) n)
                AS rows (n, key, run_at)
            """, [.uuid(tenant)])
    }

    /// Claims, and says how many pages that took and how many jobs there were.
    private func measure(_ queue: TestQueue) async throws -> (buffers: Int64, claimed: Int64) {
        let text = try await queue.look(
            """
            EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
            SELECT id FROM muster.claim_jobs('explained', 'standard', 16, 8, interval '30 s', gen_random_uuid())
            """)
        let plan = try JSON(parsing: text[0]).arrayValue?.first?["Plan"]
        let hit = try #require(plan?["Shared Hit Blocks"]?.integerValue)
        let read = try #require(plan?["Shared Read Blocks"]?.integerValue)
        guard case .decimal(let rows)? = plan?["Actual Rows"] else {
            return (hit + read, try #require(plan?["Actual Rows"]?.integerValue))
        }
        return (hit + read, Int64(rows))
    }
}
