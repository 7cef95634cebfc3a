import FoundationEssentials
import HTTPServer
import Lifecycle
import Observability
import Postgres
import TestHarness
import Testing
import Traffic

@testable import Directory

@Suite("Servers tell one another what they are asked for")
struct DemandExchangeTests {
    private let acme = UUID()
    private let other = UUID()

    private func demand(_ tenant: UUID, _ rate: Int) -> TenantDemand {
        TenantDemand(tenant: tenant, requestsPerSecond: rate)
    }

    @Test("A server hears the sum of all for the tenants that it names, in the order in which it names them")
    func sums() async throws {
        try await TestDatabase.with { database in
            try await database.connected(as: .app) { app in
                let (first, second) = (UUID(), UUID())
                let alone = try await app.pipeline(
                    ServerProcesses.exchange(first, [demand(acme, 10), demand(other, 5)]))
                #expect(alone.living == 1)
                #expect(alone.totals == [demand(acme, 10), demand(other, 5)])
                try await forgetSums(database)
                let both = try await app.pipeline(
                    ServerProcesses.exchange(second, [demand(other, 7), demand(acme, 1)]))
                #expect(both.living == 2)
                #expect(both.totals == [demand(other, 12), demand(acme, 11)])
                try await forgetSums(database)
                let again = try await app.pipeline(ServerProcesses.exchange(first, [demand(acme, 20)]))
                #expect(again.totals == [demand(acme, 21)], "what was said before does not count any more")
                #expect(try await app.pipeline(ServerProcesses.exchange(first, [])).totals.isEmpty)
            }
        }
    }

    @Test("Who has been silent for five seconds does not count, who for a minute is swept, and who left is gone")
    func silence() async throws {
        try await TestDatabase.with { database in
            try await database.connected(as: .app) { app in
                let (own, silent, leaver) = (UUID(), UUID(), UUID())
                for process in [own, silent, leaver] {
                    _ = try await app.pipeline(ServerProcesses.exchange(process, [demand(acme, 10)]))
                }
                try await app.pipeline(ServerProcesses.leave(leaver))
                for (seconds, living, rows) in [(4, 2, "2"), (5, 1, "2"), (61, 1, "1")] {
                    try await database.inspect(
                        "UPDATE muster.server_processes SET seen_at = clock_timestamp() - $1 * interval '1 second' WHERE id = $2",
                        [.integer(seconds), .uuid(silent)])
                    try await forgetSums(database)
                    let heard = try await app.pipeline(ServerProcesses.exchange(own, [demand(acme, 10)]))
                    #expect(heard.living == living && heard.totals == [demand(acme, living * 10)], "\(seconds) s")
                    let count = try await database.inspect("SELECT count(*) FROM muster.server_processes")
                    #expect(count == [[rows]], "\(seconds) s")
                }
            }
        }
    }

    /// As if the sums had been counted long ago.
    private func forgetSums(_ database: TestDatabase) async throws {
        try await database.inspect("UPDATE muster.demand_totals SET counted_at = counted_at - interval '1 minute'")
    }

    @Test("Sums are counted once for several servers, for 25 ms each, and nobody is told less than what it says itself")
    func counted() async throws {
        try await TestDatabase.with { database in
            try await database.connected(as: .app) { app in
                let (first, second) = (UUID(), UUID())
                _ = try await app.pipeline(ServerProcesses.exchange(first, [demand(acme, 10)]))
                // So many that the sums are good for as long as this test takes.
                try await database.inspect("UPDATE muster.demand_totals SET counted_at = now(), living = 1000000")
                let kept = try await app.pipeline(
                    ServerProcesses.exchange(second, [demand(acme, 30), demand(other, 3)]))
                #expect(kept.totals == [demand(acme, 30), demand(other, 3)])
                try await forgetSums(database)
                try await database.inspect("UPDATE muster.demand_totals SET living = 1")
                let anew = try await app.pipeline(ServerProcesses.exchange(second, [demand(acme, 30)]))
                #expect(anew.living == 2 && anew.totals == [demand(acme, 40)])
            }
        }
    }

    @Test("Demands that no number can hold break nobody's exchange")
    func absurd() async throws {
        try await TestDatabase.with { database in
            try await database.connected(as: .app) { app in
                for process in [UUID(), UUID()] {
                    try await forgetSums(database)
                    _ = try await app.pipeline(
                        ServerProcesses.exchange(process, [demand(acme, .max), demand(other, .min)]))
                }
                try await forgetSums(database)
                let heard = try await app.pipeline(
                    ServerProcesses.exchange(UUID(), [demand(acme, 1), demand(other, 2)]))
                #expect(heard.totals == [demand(acme, 1_000_000_000_000), demand(other, 2)])
            }
        }
    }

    @Test("A server's role sees no row of this, and may not write one")
    func closed() async throws {
        try await TestDatabase.with { database in
            try await database.connected(as: .app) { app in
                for statement in ["SELECT id FROM muster.server_processes", "DELETE FROM muster.server_processes"] {
                    await expectRefusal(.insufficientPrivilege, statement) { _ = try await app.rows(statement) }
                }
            }
        }
    }

    @Test("While the database is silent the last shares stay, and stopping does not wait for it")
    func outage() async throws {
        let doorkeeper = Doorkeeper(metrics: Metrics())
        let request = Request(path: "/", headers: ["Host": "a.example.com", "Authorization": "Bearer a"])
        doorkeeper.letIn(request, as: Access(tenant: acme, connection: UUID(), token: UUID(), limit: .perSecond(100)))
        let log = LogBuffer()
        let closed = Database(configuration: Database.Configuration(url: "postgresql://127.0.0.1:1/none"))
        let exchange = DemandExchange(
            for: doorkeeper, database: closed, logger: Logger(label: "test", destination: .buffer(log)))
        let shutdown = Shutdown()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await exchange.run(until: shutdown) }
            var passed = 0
            let deadline = ContinuousClock.now + .seconds(60)
            while log.lines.isEmpty || passed < 150, ContinuousClock.now < deadline {
                if case .origin = doorkeeper.passage(for: request) { passed += 1 }
                await Task.yield()
            }
            #expect(passed >= 150, "what was saved up, and half a second of the limit")
            shutdown.request()
            try await group.waitForAll()
        }
        #expect(log.lines.count == 1, "\(log.lines)")
        #expect(log.lines.first?.contains("last shares") == true)
        await closed.close()
    }
}
