import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@testable import Jobs

/// A worker's statements are planned once for each connection, most often while the queue is empty.
@Suite struct SteadyPlanTests {
    /// A look through a tenant's jobs would touch thousands.
    private static let affordablePages: Int64 = 500

    @Test("Plans from an empty queue that vacuum has seen serve one with 100,000 jobs of one tenant")
    func pages() async throws {
        try await TestQueue.with { queue in
            try await empty(queue)
            let oneConnection = { (configuration: inout Database.Configuration) in
                configuration.maximumConnections = 1
                configuration.sharedConnections = 0
            }
            try await queue.test.connected(as: .worker, configure: oneConnection) { worker in
                let tenant = UUID()
                _ = try await costs(worker, tenant, queue)
                try await fill(queue, tenant, count: 100_000)
                for (name, pages) in try await costs(worker, tenant, queue) {
                    #expect(pages < Self.affordablePages, "\(name)")
                }
            }
        }
    }

    /// Leaves what a busy queue leaves behind, and one dead job in the last page.
    private func empty(_ queue: TestQueue) async throws {
        try await fill(queue, UUID(), count: 5_000)
        let parked = try await queue.enqueue(UUID(), [.sample()])[0]
        try await queue.change("UPDATE muster.jobs SET state = 'dead' WHERE id = \(parked)")
        try await queue.change("DELETE FROM muster.jobs WHERE state <> 'dead'")
        try await queue.change("VACUUM ANALYZE muster.jobs")
    }

    private func fill(_ queue: TestQueue, _ tenant: UUID, count: Int) async throws {
        try await queue.change(
            """
            INSERT INTO muster.jobs (tenant_id, kind, ordering_key, subject_id)
            SELECT $1, 'sample', 'key ' || n, gen_random_uuid() FROM generate_series(1, \(count)) n
            """, [.uuid(tenant)])
    }

    /// The pages that each step in the life of a job touches, when nothing has to be looked up for the first time.
    private func costs(
        _ worker: Database, _ tenant: UUID, _ queue: TestQueue
    ) async throws -> [(name: String, pages: Int64)] {
        var costs: [(name: String, pages: Int64)] = []
        for _ in 0..<2 {
            try await fill(queue, tenant, count: 1)
            costs = []
            let claim = "SELECT id FROM muster.claim_jobs('explained', 'standard', 16, 8, interval '30 s', $1)"
            costs.append(("claiming", try await pages(worker, claim.replacing("$1", with: "gen_random_uuid()"))))
            let held = try await queue.look(
                "SELECT id || ',' || quote_literal(run_id) FROM muster.jobs WHERE tenant_id = $1 AND state = 'running'",
                [.uuid(tenant)])
            let job = try #require(held.first).split(separator: ",")
            let arrays = "ARRAY['\(tenant.uuidString)']::uuid[], ARRAY[\(job[0])]::bigint[], ARRAY[\(job[1])]::uuid[]"
            for (name, call) in [
                ("renewing", "renew_jobs(\(arrays), interval '30 s')"),
                ("fencing", "fence_job(\(job[0]), \(job[1]))"),
                ("completing", "complete_job(\(job[0]), \(job[1]))"),
            ] {
                costs.append((name, try await pages(worker, "SELECT muster.\(call)", boundTo: tenant)))
            }
        }
        return costs
    }

    private func pages(_ worker: Database, _ text: String, boundTo tenant: UUID = .lowest) async throws -> Int64 {
        let explain = Query<String>.one(SQL(unnamed: "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) \(text)")) {
            try $0.decode(0)
        }
        let (_, plan) = try await worker.pipeline(TestQueue.bind(tenant), explain)
        let node = try JSON(parsing: plan).arrayValue?.first?["Plan"]
        let hit = try #require(node?["Shared Hit Blocks"]?.integerValue)
        return hit + (try #require(node?["Shared Read Blocks"]?.integerValue))
    }
}
