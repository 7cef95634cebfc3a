import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

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
                let both = try await app.pipeline(
                    ServerProcesses.exchange(second, [demand(other, 7), demand(acme, 1)]))
                #expect(both.living == 2)
                #expect(both.totals == [demand(other, 12), demand(acme, 11)])
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
                    let heard = try await app.pipeline(ServerProcesses.exchange(own, [demand(acme, 10)]))
                    #expect(heard.living == living && heard.totals == [demand(acme, living * 10)], "\(seconds) s")
                    let count = try await database.inspect("SELECT count(*) FROM muster.server_processes")
                    #expect(count == [[rows]], "\(seconds) s")
                }
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
}
