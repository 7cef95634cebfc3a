import HTTPServer
import TestHarness
import Testing

@Suite("Slow clients", .serialized)
struct SlowClientTests {
    private static let count = 500

    /// What a client may do to keep a connection: send nothing, half a line, half a head, half a body.
    private static let starts = [
        "", "GET / HT", "GET / HTTP/1.1\r\nHost: h\r\nX-A: ",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nabc",
    ]

    @Test("two thousand connections that never finish anything keep nobody from being served, and all end in time")
    func crowd() async throws {
        let configuration = ServerConfiguration.limited {
            $0.requestTimeout = .seconds(3)
            $0.idleTimeout = .seconds(3)
        }
        try await RunningServer.with(configuration) { running async throws in
            var slow: [HTTPTestConnection] = []
            for start in Self.starts {
                for _ in 0..<Self.count {
                    let connection = try await HTTPTestConnection.open(port: running.port)
                    if !start.isEmpty { try await connection.write(start) }
                    slow.append(connection)
                }
            }
            for _ in 0..<100 { #expect(try await running.client.send("GET", "/").status == 200) }
            for connection in slow {
                // Closed in silence, or with an answer that says why.
                let end = String(decoding: try await connection.rest(), as: UTF8.self)
                #expect(end.isEmpty || end.hasPrefix("HTTP/1.1 408 "))
            }
        }
    }

    @Test("clients that read no answer keep nobody from being served, and are cut off in time")
    func readers() async throws {
        let configuration = ServerConfiguration.limited {
            $0.requestTimeout = .seconds(2)
            $0.bufferedResponseBytes = 512 * 1024 * 1024
        }
        let body = [UInt8](repeating: 0, count: 8 * 1024 * 1024)
        try await RunningServer.with(
            configuration, handler: { Response(.ok, body: $0.path == "/large" ? body : []) }
        ) { running async throws in
            var slow: [HTTPTestConnection] = []
            for _ in 0..<20 {
                let connection = try await HTTPTestConnection.open(port: running.port)
                try await connection.write("GET /large HTTP/1.1\r\nHost: h\r\n\r\n")
                slow.append(connection)
            }
            for _ in 0..<100 { #expect(try await running.client.send("GET", "/").status == 200) }
            _ = try await running.logLines(120)
            for connection in slow { #expect(try await connection.rest().count < body.count) }
        }
    }
}
