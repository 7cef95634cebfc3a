import Configuration
import Directory
import FoundationEssentials
import Glibc
import HTTPServer
import Observability
import Platform
import Postgres
import TestHarness
import Testing

@Suite("A log that nobody reads", .timeLimit(.minutes(2)))
struct UnreadLogTests {
    @Test("keeps nobody from being answered")
    func served() async throws {
        // As the programs do: what is kept may be written when its reader has gone.
        _ = signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        defer { ends.forEach { close($0) } }
        let stream = LogStream(descriptor: ends[1])
        try await TestDatabase.with { database in
            let configuration = PlatformConfiguration(
                database: database.configuration(as: .app),
                peppers: RunningPlatform.peppers,
                address: PublicAddress(scheme: "https", port: nil),
                listen: try #require(SocketAddress(parsing: "127.0.0.1:0")),
                operationsListen: try #require(SocketAddress(parsing: "127.0.0.1:0")))
            let server = PlatformServer(
                configuration, logger: Logger(label: "test", level: .debug, destination: .stream(stream)),
                metrics: Metrics())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run(handlingSignals: false) }
                let operations = HTTPTestClient(port: try await server.operations.boundPort)
                var answered = 0
                while stream.droppedLines == 0, answered < 20_000 {
                    try #require(try await operations.send("GET", "/healthz").status == 200)
                    answered += 1
                }
                #expect(stream.droppedLines > 0)
                let client = HTTPTestClient(port: try await server.surfaces.boundPort, host: "a.example.com")
                #expect(try await client.send("GET", "/scim/v2/Users").status == 421)
                group.cancelAll()
            }
        }
    }
}
