import Administration
import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Rows and events")
struct RowEventTests {
    private static let steps = 150

    @Test("No row of a tenant's domain changes without an event, or a receipt, that names it", arguments: [1, 2])
    func walk(seed: UInt64) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await platform.letEverybodyGo(from: tenant)
            for statement in WatchedRows.setUp { try await platform.inspect(statement) }
            var walk = try await RandomActions(seed: seed, tenant, platform)
            for _ in 0..<Self.steps { try await walk.step() }
            try await RunningWorker.with(platform) {
                try await platform.eventually(0, "SELECT count(*) FROM muster.jobs")
            }
            let unnamed = try await platform.inspect(WatchedRows.unnamed)
            #expect(unnamed.isEmpty, "\(unnamed)")
            let watched = try await platform.inspect("SELECT DISTINCT name FROM public.changed_rows").compactMap {
                $0[0]
            }
            let never = Set(WatchedRows.domain).subtracting(watched).subtracting(["tenants", "hostnames", "holds"])
            #expect(never.isEmpty, "the walk never changed \(never)")
        }
    }

    @Test("Every table is either watched, or known to tell of others")
    func tables() async throws {
        try await TestDatabase.with { database in
            let all = try await database.inspect(
                """
                SELECT c.relname FROM pg_class c
                 WHERE c.relnamespace = 'muster'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                """
            ).compactMap { $0[0] }
            let unknown = Set(all).subtracting(WatchedRows.domain).subtracting(WatchedRows.records)
            #expect(unknown.isEmpty, "does a change of these need an event? \(unknown)")
        }
    }
}
