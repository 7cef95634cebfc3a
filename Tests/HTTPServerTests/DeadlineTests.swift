import HTTPServer
import Synchronization
import TestHarness
import Testing

@Suite("Time limits")
struct DeadlineTests {
    private static let short = ServerConfiguration.limited {
        $0.requestTimeout = .milliseconds(200)
        $0.idleTimeout = .milliseconds(300)
    }

    @Test(
        "a head or a body that does not arrive in time is 408, and the connection closes",
        arguments: [
            "GET / HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nHost: h\r\nX-A: ",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        ])
    func slowRequest(start: String) async throws {
        try await RunningServer.with(Self.short) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write(start)
            let response = try await connection.response()
            #expect(response.status == 408)
            #expect(response.closesConnection)
            #expect(try await connection.rest().isEmpty)
            // Whoever asks why finds the line by the name that the client was given.
            let line = try await running.logLines(1)[0]
            #expect(line.contains("\"status\":408"), "\(line)")
            #expect(line.contains("\"request\":\"\(try #require(response.header("X-Request-ID")))\""), "\(line)")
        }
    }

    @Test("bytes that keep coming do not lengthen a request's time")
    func drip() async throws {
        try await RunningServer.with(Self.short) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
            async let response = connection.response()
            let clock = ContinuousClock()
            let start = clock.now
            while start.duration(to: clock.now) < .seconds(10) {
                guard (try? await connection.write("a")) != nil else { break }
                await Task.yield()
            }
            #expect(try await response.status == 408)
            #expect(start.duration(to: clock.now) < .seconds(10))
        }
    }

    @Test("a connection without a request line is closed silently", arguments: ["", "GET / HT"])
    func idle(start: String) async throws {
        try await RunningServer.with(Self.short) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write(start)
            #expect(try await connection.rest().isEmpty)
        }
    }

    /// With an idle limit that no slow machine reaches between two requests.
    private static let impatient = ServerConfiguration.limited { $0.requestTimeout = .milliseconds(200) }

    @Test("a handler past the deadline is cancelled, its client gets 503, the connection stays usable")
    func slowHandler() async throws {
        let (cancellations, cancelled) = AsyncStream.makeStream(of: String.self)
        try await RunningServer.with(
            Self.impatient,
            handler: { request in
                if request.path == "/slow" {
                    try? await Task.sleep(for: .seconds(60))
                    cancelled.yield("\(Task.isCancelled)")
                }
                return Response(.ok, body: Array("late".utf8))
            }
        ) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 503)
            #expect(response.header("Retry-After") == "1")
            #expect(await cancellations.first { _ in true } == "true")
            try await connection.write("GET /fast HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await connection.response().text == "late")
        }
    }

    @Test("whoever renders that time is over knows for which request, so that each surface speaks its own language")
    func language() async throws {
        let surface = Surface(
            "all",
            failure: { failure, request in
                Response(failure.status, headers: ["X-Rendered": "\(failure.kind) \(request?.path ?? "nothing")"])
            },
            handler: { _ in
                try? await Task.sleep(for: .seconds(60))
                return Response(.ok)
            })
        try await RunningServer.with(Self.impatient, surfaces: [surface]) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("POST /oauth2/introspect HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
            #expect(try await connection.response().header("X-Rendered") == "handlerTimedOut /oauth2/introspect")
            try await connection.write("POST /late HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab")
            #expect(try await connection.response().header("X-Rendered") == "requestTimedOut /late")
        }
    }

    @Test("a handler that never looks at its cancellation holds its place, and its late answer goes nowhere")
    func stubbornHandler() async throws {
        let gate = Gate()
        var configuration = Self.impatient
        configuration.limits.concurrentRequests = 1
        configuration.limits.waitingRequests = 0
        try await RunningServer.with(
            configuration,
            handler: { request in
                if request.path == "/slow" { await gate.pass() }
                return Response(.ok, body: Array(request.path.utf8))
            }
        ) { running async throws in
            #expect(try await running.client.send("GET", "/slow").status == 503)
            #expect(try await running.client.send("GET", "/next").status == 503)
            gate.open()
            var answer = try await running.client.send("GET", "/next")
            while answer.status == 503 { answer = try await running.client.send("GET", "/next") }
            #expect(answer.text == "/next")
        }
    }

    @Test("a client that does not read its response is cut off")
    func slowReader() async throws {
        let body = [UInt8](repeating: 0, count: 64 * 1024 * 1024)
        try await RunningServer.with(Self.short, handler: { _ in Response(.ok, body: body) }) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await running.logLines(1)
            #expect(try await connection.rest().count < body.count)
        }
    }
}
