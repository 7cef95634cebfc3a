import Observability
import Platform
import Postgres
import TestHarness
import Testing

@Suite("Sessions with other settings than programs need", .timeLimit(.minutes(1)))
struct SessionTests {
    private static func ready(_ platform: RunningPlatform) async throws -> HTTPTestResponse {
        try await HTTPTestClient(port: platform.operationsPort).send("GET", "/readyz")
    }

    private static func change(_ database: TestDatabase, _ change: String) async throws {
        try await database.connected(as: .superuser) { superuser in
            let text = "ALTER ROLE muster_app IN DATABASE \(database.name) SET \(change)"
            try await superuser.pipeline(Query<Void>(SQL(unnamed: text)))
        }
    }

    @Test("With which values would be read wrongly, nothing is served until they are mended")
    func wrong() async throws {
        try await TestDatabase.with { database async throws in
            try await Self.change(database, "datestyle = 'SQL, DMY'")
            try await RunningPlatform.with(database) { platform async throws in
                let refused = try await Self.ready(platform)
                #expect(refused.status == 503)
                let command = "ALTER ROLE muster_app IN DATABASE \(database.name) SET datestyle = 'ISO, YMD'"
                #expect(refused.text.contains(command))
                let tenant = try await TestTenant.onboard(platform)
                #expect(try await tenant.send("GET", "/Users").status == 503)
                try await platform.onlooker.pipeline(Query<Void>(SQL(unnamed: command)))
                try await database.renewPooledSessions()
                var status = try await Self.ready(platform).status
                for _ in 0..<100 where status != 200 {
                    try await Task.sleep(for: .milliseconds(50))
                    status = try await Self.ready(platform).status
                }
                #expect(status == 200)
                #expect(try await tenant.send("GET", "/Users").status == 200)
            }
        }
    }

    @Test("Without which everything takes long, is told once in the log, and served")
    func slow() async throws {
        try await TestDatabase.with { database async throws in
            try await Self.change(database, "enable_seqscan = on")
            try await RunningPlatform.with(database) { platform async throws in
                for _ in 0..<3 { #expect(try await Self.ready(platform).status == 200) }
                let lines = platform.log.lines.filter { $0.contains("slow sessions") }
                #expect(lines.count == 1)
                #expect(lines.first?.contains("enable_seqscan is 'on' and not 'off'") == true)
            }
        }
    }
}
