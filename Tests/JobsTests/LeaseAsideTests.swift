import FoundationEssentials
import Postgres
import TestHarness
import Testing

@testable import Jobs

@Suite(
    "Leases while jobs have all connections", .timeLimit(.minutes(1)),
    .disabled(if: TestDatabase.hasOneSession, "jobs that wait need sessions of their own"))
struct LeaseAsideTests {
    /// Runs jobs that all wait for a lock, over as many connections as the pool has, until the closure is done.
    private static func withBlockedJobs(
        _ queue: TestQueue, aside: Database, _ body: () async throws -> Void
    ) async throws {
        try await queue.change("CREATE TABLE blocked ()")
        try await queue.change("GRANT ALL ON blocked TO muster_worker")
        try await queue.test.connected(as: .worker, configure: { $0.maximumConnections = 2 }) { pool in
            let handler = ScriptedHandler { _, _ in
                try await pool.before(.now + .seconds(25)).pipeline(
                    Query<Void>(SQL(unnamed: "SELECT FROM blocked")))
                return .completed
            }
            var configuration = Worker.Configuration(concurrency: 2)
            configuration.concurrencyPerTenant = 2
            configuration.pollInterval = .milliseconds(20)
            configuration.lease = .seconds(2)
            let worker = Worker(database: pool, aside: aside, handlers: [handler], configuration: configuration)
            try await queue.superuser.transaction { holder in
                try await holder.pipeline(Query<Void>(SQL(unnamed: "LOCK TABLE blocked")))
                try await RunningWorker.with([worker]) { _ in
                    try await queue.enqueue(UUID(), [.sample("a"), .sample("b")])
                    try await eventually("both jobs wait for the lock") { handler.attempts.count == 2 }
                    try await body()
                    try await holder.finish()
                }
            }
        }
    }

    @Test("are renewed all the same, over the connection aside")
    func renewed() async throws {
        try await TestQueue.with { queue in
            try await queue.test.connected(as: .worker, configure: { $0.maximumConnections = 1 }) { aside in
                try await Self.withBlockedJobs(queue, aside: aside) {
                    let begun = try await queue.look("SELECT max(lease_until) FROM muster.jobs")
                    try await eventually("the leases have been renewed three times") {
                        try await queue.look(
                            """
                            SELECT count(*) FROM muster.jobs
                             WHERE state = 'running' AND attempts = 1 AND lease_until > $1::timestamptz + interval '2 s'
                            """, [.text(begun[0])]) == ["2"]
                    }
                }
            }
        }
    }
}
