import HTTPServer
import Observability
import TestHarness
import Testing

@Suite("Slow readers", .serialized)
struct SlowReaderTests {
    /// More than the system takes into its own buffers.
    private static let body = [UInt8](repeating: 0x61, count: 16 * 1024 * 1024)

    @Test("that go on reading get their answer however long it takes")
    func progress() async throws {
        let configuration = ServerConfiguration.limited { $0.requestTimeout = .seconds(1) }
        try await RunningServer.with(configuration, handler: { _ in Response(.ok, body: Self.body) }) {
            running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let began = ContinuousClock.now
            // Three times as long as a request may take, read in steady parts.
            for _ in 0..<15 {
                try await connection.skip(Self.body.count / 16)
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(ContinuousClock.now - began >= .seconds(3))
            try await connection.skip(Self.body.count / 16)
        }
    }

    @Test("take the room for unread answers of their own origin; others are answered, and so is what is small")
    func room() async throws {
        let configuration = ServerConfiguration.limited { $0.bufferedResponseBytes = 4 * Self.body.count }
        var surface = Surface("all") {
            Response(.ok, body: $0.path.hasSuffix("small") ? Array(Self.body.prefix(16_384)) : Self.body)
        }
        surface.passage = { .origin(Origin($0.path.hasPrefix("/one") ? 1 : $0.path.hasPrefix("/two") ? 2 : 3)) }
        let metrics = Metrics()
        try await RunningServer.with(configuration, metrics: metrics, surfaces: [surface]) { running async throws in
            var slow = try await [Self.ask("/one", running), Self.ask("/one", running)]
            #expect(try await running.client.send("GET", "/one").status == 503)
            #expect(try await running.client.send("GET", "/one/small").status == 200)
            slow += try await [Self.ask("/two", running), Self.ask("/two", running)]
            let refused = try await running.client.send("GET", "/three")
            #expect(refused.status == 503)
            #expect(refused.header("Retry-After") == "1")
            #expect(try await running.client.send("GET", "/three/small").status == 200)
            #expect(
                metrics.exposition().contains(#"muster_http_requests_refused_total{reason="answer",server="http"} 2"#))
            slow = []
            // The server has to notice that they are gone.
            while try await running.client.send("GET", "/one").status != 200 {}
        }
    }

    /// Asks, and reads no more than that the answer has begun.
    private static func ask(_ path: String, _ running: RunningServer) async throws -> HTTPTestConnection {
        let connection = try await HTTPTestConnection.open(port: running.port)
        try await connection.write("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try await connection.line() == "HTTP/1.1 200 OK")
        return connection
    }
}
