import HTTPServer
import Observability
import TestHarness
import Testing

@Suite("Several surfaces of one server")
struct SurfaceTests {
    /// A surface whose answers and failures begin with its name.
    private static func surface(
        _ name: String, below prefix: String, bodyBytes: Int? = nil, handler: Handler? = nil
    ) -> Surface {
        var surface = Surface(
            name, below: [prefix],
            failure: { failure, _ in Response(failure.status, headers: ["X-Told-By": "\(name) \(failure.kind)"]) },
            handler: handler ?? { _ in Response(.ok, headers: ["X-Told-By": name]) })
        if let bodyBytes { surface.bodyBytes = { _ in bodyBytes } }
        surface.logMetadata = { _ in ["tenant": .string("of \(name)")] }
        return surface
    }

    private static func teller(_ lines: String, _ running: RunningServer) async throws -> String {
        let connection = try await HTTPTestConnection.open(port: running.port)
        try await connection.write(lines)
        let response = try await connection.response()
        return "\(response.status) \(response.header("X-Told-By") ?? "nobody")"
    }

    @Test(
        "Each refuses in its own language what is wrong before a handler sees it",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", "400 first malformedRequest"),
            ("GET x HTTP/1.1\r\nHost: h\r\n\r\n", "400 first malformedRequest"),
            ("GET http://other/second HTTP/1.1\r\nHost: h\r\n\r\n", "400 first malformedRequest"),
            ("GET /second HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", "400 second malformedRequest"),
            (
                "GET /second HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 2_100))\r\n\r\n",
                "431 second headersTooLarge"
            ),
            ("POST /first HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n", "413 first contentTooLarge"),
            ("POST /first HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx", "200 first"),
            ("POST /second HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", "413 second contentTooLarge"),
            (
                "POST /second HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n",
                "413 second contentTooLarge"
            ),
            ("POST /second HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789", "200 second"),
            ("GET http://h/second/x HTTP/1.1\r\nHost: h\r\n\r\n", "200 second"),
            ("GET HTTP://H?/second HTTP/1.1\r\nHost: h\r\n\r\n", "200 first"),
            ("GET /second?/first HTTP/1.1\r\nHost: h\r\n\r\n", "200 second"),
            ("GET /secondly HTTP/1.1\r\nHost: h\r\n\r\n", "200 first"),
            ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "200 first"),
        ])
    func languages(request: String, expected: String) async throws {
        let configuration = ServerConfiguration.limited {
            $0.headerBytes = 2_048
            $0.bodyBytes = 100
        }
        let surfaces = [
            Self.surface("first", below: "/first"), Self.surface("second", below: "/second", bodyBytes: 10),
        ]
        try await RunningServer.with(configuration, surfaces: surfaces) { running async throws in
            #expect(try await Self.teller(request, running) == expected)
        }
    }

    @Test("One that lets nobody pass refuses its own requests, and none of the other's")
    func passage() async throws {
        var closed = Self.surface("closed", below: "/closed")
        closed.passage = { _ in .refused(.tooManyRequests("Enough.", retryAfter: 7)) }
        try await RunningServer.with(surfaces: [Self.surface("open", below: "/"), closed]) { running async throws in
            let refused = try await running.client.send("GET", "/closed/x")
            #expect(refused.status == 429)
            #expect(refused.header("X-Told-By") == "closed tooManyRequests")
            #expect(refused.header("Retry-After") == "7")
            #expect(try await running.client.send("GET", "/closedx").header("X-Told-By") == "open")
            let lines = try await running.logLines(2)
            #expect(lines[0].contains(#""tenant":"of closed""#))
            #expect(lines[1].contains(#""tenant":"of open""#))
        }
    }

    @Test("A flood on one is refused there in its language")
    func flood() async throws {
        let gate = Gate()
        let configuration = ServerConfiguration.limited {
            $0.concurrentRequests = 1
            $0.waitingRequests = 0
        }
        let held = Self.surface("held", below: "/held") { _ in
            await gate.pass()
            return Response(.ok)
        }
        let surfaces = [held, Self.surface("other", below: "/other")]
        try await RunningServer.with(configuration, surfaces: surfaces) { running async throws in
            async let first = running.client.send("GET", "/held")
            await gate.arrivals(1)
            for (path, name) in [("/held", "held"), ("/other", "other")] {
                let refused = try await running.client.send("GET", path)
                #expect(refused.status == 503)
                #expect(refused.header("X-Told-By") == "\(name) overloaded")
            }
            gate.open()
            #expect(try await first.status == 200)
        }
    }

    @Test("What is not ready, is too slow, stops or cannot be sent is told in its language", .timeLimit(.minutes(1)))
    func later() async throws {
        let slow = Self.surface("slow", below: "/slow") { _ in
            try? await Task.sleep(for: .seconds(60))
            return Response(.ok)
        }
        let broken = Self.surface("broken", below: "/broken") { _ in Response(.ok, headers: ["X": "a\nb"]) }
        let closed = Self.surface("closed", below: "/closed").open { false }
        let surfaces = [Self.surface("first", below: "/"), slow, broken, closed]
        let configuration = ServerConfiguration.limited { $0.requestTimeout = .milliseconds(300) }
        try await RunningServer.with(configuration, surfaces: surfaces) { running async throws in
            for (path, expected) in [
                ("/slow", "503 slow handlerTimedOut"), ("/broken", "500 broken unsendableResponse"),
                ("/closed", "503 closed unavailable"), ("/", "200 first"),
            ] {
                #expect(try await Self.teller("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n", running) == expected)
            }
            let late = "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"
            #expect(try await Self.teller(late, running) == "408 slow requestTimedOut")
        }
    }

    @Test("One that waits for nothing any more is told so when the server stops")
    func stopping() async throws {
        let gate = Gate()
        let configuration = ServerConfiguration.limited { $0.drainTimeout = .milliseconds(200) }
        let held = Self.surface("held", below: "/held") { _ in
            await gate.pass()
            return Response(.ok)
        }
        let surfaces = [Self.surface("first", below: "/"), held]
        try await RunningServer.with(configuration, surfaces: surfaces) { running async throws in
            async let told = Self.teller("GET /held HTTP/1.1\r\nHost: h\r\n\r\n", running)
            await gate.arrivals(1)
            running.stop()
            #expect(try await told == "503 held stopping")
            gate.open()
        }
    }
}
