import Configuration
import Cryptography
import Directory
import FoundationEssentials
import HTTPServer
import Lifecycle
import Observability
import Platform
import Postgres
import TestHarness
import Testing

@Suite("The pepper, and the structure of the database", .timeLimit(.minutes(2)))
struct PepperTests {
    private static let other = Secret("another pepper, which is just as long as that")

    private static func ready(_ platform: RunningPlatform) async throws -> HTTPTestResponse {
        try await HTTPTestClient(port: platform.operationsPort).send("GET", "/readyz")
    }

    @Test("The first program's pepper is the right one, and is noted once")
    func first() async throws {
        try await RunningPlatform.with { platform in
            let noted = "SELECT value, set_at FROM muster.pepper_checks"
            let before = try await platform.inspect(noted)
            #expect(before.count == 1)
            try await RunningPlatform.with(platform.database) { second async throws in
                #expect(try await Self.ready(second).status == 200)
            }
            #expect(try await platform.inspect(noted) == before)
        }
    }

    @Test("A server with another pepper does not start, and changes nothing")
    func serverRefuses() async throws {
        try await RunningPlatform.with { platform in
            let before = try await platform.inspect("SELECT value FROM muster.pepper_checks")
            let configuration = PlatformConfiguration(
                database: platform.database.configuration(as: .app),
                peppers: Peppers(try #require(Pepper(Self.other))), address: PublicAddress(scheme: "https", port: nil),
                listen: try #require(SocketAddress(parsing: "127.0.0.1:0")),
                operationsListen: try #require(SocketAddress(parsing: "127.0.0.1:0")))
            let server = PlatformServer(
                configuration, logger: Logger(label: "test", destination: .buffer(platform.log)), metrics: Metrics())
            await #expect(throws: PlatformError.wrongPepper) { try await server.run(handlingSignals: false) }
            #expect(platform.log.lines.contains { $0.contains("not serving") && $0.contains("pepper is not the one") })
            #expect(try await platform.inspect("SELECT value FROM muster.pepper_checks") == before)
        }
    }

    @Test("A worker with another pepper does not start")
    func workerRefuses() async throws {
        try await RunningPlatform.with { platform in
            let configuration = WorkerConfiguration(
                database: platform.database.configuration(as: .worker),
                peppers: Peppers(try #require(Pepper(Self.other))),
                listen: try #require(SocketAddress(parsing: "127.0.0.1:0")))
            let worker = PlatformWorker(
                configuration, logger: Logger(label: "test", destination: .buffer(platform.log)), metrics: Metrics())
            await #expect(throws: PlatformError.wrongPepper) { try await worker.run(handlingSignals: false) }
        }
    }

    @Test("A server that serves already says no when the database knows another pepper, and yes when it is right again")
    func later() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            #expect(try await tenant.send("GET", "/Users").status == 200)
            try await platform.staff.pipeline(KnownPeppers.replace(try #require(Pepper(Self.other))))
            let ready = try await Self.ready(platform)
            #expect(ready.status == 503 && ready.text.contains("pepper is not the one"))
            let answer = try await tenant.send("GET", "/Users")
            #expect(answer.status == 503 && answer.isSCIMError && answer.header("Retry-After") == "1")
            try await platform.staff.pipeline(KnownPeppers.replace(RunningPlatform.peppers.current))
            #expect(try await Self.ready(platform).status == 200)
            #expect(try await tenant.send("GET", "/Users").status == 200)
        }
    }

    @Test("Programs need the last migration that there is")
    func needed() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: TestDatabase.migrations)
        #expect(Structure.needed == names.compactMap { Int($0.prefix(4)) }.max())
    }

    @Test("A server over a database without its functions serves nothing, and goes on where later ones have come")
    func functions() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await platform.inspect("INSERT INTO muster.function_sets (checksum) VALUES ('of a later program')")
            #expect(try await Self.ready(platform).status == 200)
            #expect(try await tenant.send("GET", "/Users").status == 200)
            try await platform.inspect("DELETE FROM muster.function_sets WHERE checksum <> 'of a later program'")
            let ready = try await Self.ready(platform)
            #expect(ready.status == 503 && ready.text.contains("other functions than this program needs"))
            #expect(try await tenant.send("GET", "/Users").status == 503)
        }
    }

    @Test("A server over a database that is not migrated far enough is not ready and serves nothing, until it is")
    func structure() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await platform.inspect(
                """
                CREATE TABLE muster.put_aside AS
                SELECT number, name, checksum, applied_at, duration FROM muster.migrations WHERE number = \(Structure.needed)
                """)
            try await platform.inspect("DELETE FROM muster.migrations WHERE number = \(Structure.needed)")
            let ready = try await Self.ready(platform)
            #expect(ready.status == 503 && ready.text.contains("run 'muster migrate'"))
            #expect(ready.text.contains("up to \(Structure.needed - 1), and this program needs \(Structure.needed)"))
            #expect(try await tenant.send("GET", "/Users").status == 503)
            try await platform.inspect(
                """
                INSERT INTO muster.migrations (number, name, checksum, applied_at, duration)
                SELECT number, name, checksum, applied_at, duration FROM muster.put_aside
                """)
            #expect(try await Self.ready(platform).status == 200)
            #expect(try await tenant.send("GET", "/Users").status == 200)
        }
    }

    @Test("A server over an empty database is not ready, and serves by itself once it is migrated")
    func empty() async throws {
        try await TestDatabase.withEmpty { database in
            try await RunningPlatform.with(database) { platform in
                let ready = try await Self.ready(platform)
                #expect(ready.status == 503 && ready.text.contains("not migrated"))
                try await database.migrate()
                let client = HTTPTestClient(port: platform.port)
                let deadline = ContinuousClock.now + .seconds(10)
                var status = 503
                while status == 503, .now < deadline {
                    status = try await client.send("GET", "/scim/v2/Users", headers: [("Host", "a.example.com")]).status
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(status == 401 || status == 421)
            }
        }
    }
}
