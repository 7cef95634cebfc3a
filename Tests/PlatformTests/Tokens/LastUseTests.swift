import FoundationEssentials
import HTTPServer
import Lifecycle
import Observability
import Postgres
import TestHarness
import Testing
import Traffic

@testable import Directory

@Suite("When a token was last used")
struct LastUseTests {
    private static let lastUses = """
        SELECT u.used_at = date_trunc('minute', u.used_at)
               AND u.used_at > clock_timestamp() - interval '2 minutes'
          FROM muster.tokens k LEFT JOIN muster.token_uses u ON u.tenant_id = k.tenant_id AND u.token_id = k.id
         ORDER BY k.created_at
        """

    @Test("A use is written down to the minute within seconds, and only that of a token that was let in")
    func written() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            _ = try await TestTenant.issueToken(platform, tenant: tenant.id, connection: tenant.connection)
            #expect(try await platform.inspect(Self.lastUses) == [[nil], [nil]])
            #expect(try await tenant.send("GET", "/Users").status == 200)
            let refused = [("Authorization", "Bearer \(try IssuedSecret.mint().text)")]
            #expect(try await tenant.send("GET", "/Users", headers: refused).status == 401)
            let deadline = ContinuousClock.now + .seconds(30)
            while try await platform.inspect(Self.lastUses) == [[nil], [nil]], ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await platform.inspect(Self.lastUses) == [["t"], [nil]])
        }
    }

    @Test("What was used just before the server stops is written down, too")
    func stopping() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let token = try #require(
                try await platform.inspect("SELECT id FROM muster.tokens").first?.first?.flatMap {
                    UUID(uuidString: $0)
                })
            let doorkeeper = Doorkeeper(metrics: Metrics())
            let request = Request(path: "/", headers: ["Host": tenant.host, "Authorization": "Bearer a"])
            doorkeeper.letIn(
                request,
                as: Access(tenant: tenant.id, connection: tenant.connection, token: token, limit: .standard))
            let shutdown = Shutdown()
            shutdown.request()
            try await platform.database.connected(as: .app) { app in
                try await TokenUseJournal(of: doorkeeper, database: app, logger: Logger(label: "test"))
                    .run(until: shutdown)
            }
            #expect(try await platform.inspect(Self.lastUses) == [["t"]])
        }
    }

    @Test("A second use in a minute writes nothing, one in a later minute does, and one from before does not")
    func onceAMinute() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let token = try #require(
                try await platform.inspect("SELECT id FROM muster.tokens").first?.first?.flatMap {
                    UUID(uuidString: $0)
                })
            let version = "SELECT xmin, ctid, date_trunc('minute', used_at) FROM muster.token_uses"
            func note(_ seconds: Int) async throws -> [[String?]] {
                try await platform.database.connected(as: .app) { app in
                    try await app.pipeline(
                        TokenUse.note([TokenUse(tenant: tenant.id, token: token, secondsAgo: seconds)]))
                }
                return try await platform.inspect(version)
            }
            let first = try await note(3600)
            #expect(try await note(3600 * 2) == first)
            let later = try await note(600)
            #expect(later != first)
            #expect(try await note(600 + 120) == later)
        }
    }

    @Test("Nobody's use is written where token and tenant do not belong together")
    func foreign() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let token = try #require(
                try await platform.inspect("SELECT id FROM muster.tokens").first?.first?.flatMap {
                    UUID(uuidString: $0)
                })
            try await platform.database.connected(as: .app) { app in
                for use in [(UUID(), token), (tenant.id, UUID())] {
                    try await app.pipeline(
                        TokenUse.note([TokenUse(tenant: use.0, token: use.1, secondsAgo: 0)]))
                }
            }
            #expect(try await platform.inspect(Self.lastUses) == [[nil]])
        }
    }
}
