import HTTPServer
import TestHarness
import Testing

@Suite("Requests and responses")
struct ExchangeTests {
    private static let echo: Handler = { request in
        var response = Response(.ok, contentType: "text/plain", body: request.body)
        response.headers.append("X-Seen", "\(request.method) \(request.path) \(request.query ?? "-")")
        return response
    }

    @Test(
        "a request reaches the handler as it was sent", arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "PURGE"])
    func roundTrip(method: String) async throws {
        try await RunningServer.with(handler: Self.echo) { running async throws in
            let response = try await running.client.send(method, "/a%2Fb//c?x=%20&y=1+2", body: "caf\u{e9}")
            #expect(response.status == 200)
            #expect(response.header("X-Seen") == "\(method) /a%2Fb//c x=%20&y=1+2")
            #expect(response.text == "caf\u{e9}")
            #expect(response.header("Content-Type") == "text/plain")
            #expect(response.header("Date") != nil)
        }
    }

    @Test(
        "a query is what comes after the first question mark", arguments: [("/a", "-"), ("/a?", ""), ("/a?b?c", "b?c")])
    func query(target: String, expected: String) async throws {
        try await RunningServer.with(handler: Self.echo) { running async throws in
            let response = try await running.client.send("GET", target)
            #expect(response.header("X-Seen") == "GET /a \(expected)")
        }
    }

    @Test("header fields keep their order, their number and their bytes, without surrounding white space")
    func headers() async throws {
        try await RunningServer.with(handler: { request in
            Response(.ok, body: Array(request.headers.all("x-a").joined(separator: "|").utf8))
        }) { running async throws in
            let fields = [("X-A", "1"), ("x-a", " two \t"), ("X-A", ""), ("X-A", "\u{fc}")]
            let response = try await running.client.send("GET", "/", headers: fields)
            #expect(response.text == "1|two||\u{fc}")
        }
    }

    @Test("a handler that waits and one that does not are both answered")
    func waiting() async throws {
        try await RunningServer.with(
            handler: { request in
                if request.path == "/wait" { await Task.yield() }
                return Response(.ok, body: Array(request.path.utf8))
            }
        ) { running async throws in
            for path in ["/wait", "/now", "/wait", "/now"] {
                #expect(try await running.client.send("GET", path).text == path)
            }
        }
    }

    @Test("HEAD gets the headers of the response and no content")
    func head() async throws {
        try await RunningServer.with(handler: { _ in Response(.ok, body: [1, 2, 3]) }) { running async throws in
            for _ in 0..<2 {
                let response = try await running.client.send("HEAD", "/")
                #expect(response.header("Content-Length") == "3")
                #expect(response.body.isEmpty)
            }
        }
    }

    @Test("204 and 304 have no content", arguments: [Status.noContent, .notModified])
    func noContent(status: Status) async throws {
        try await RunningServer.with(handler: { _ in Response(status) }) { running async throws in
            for _ in 0..<2 {
                let response = try await running.client.send("GET", "/")
                #expect(response.status == status.rawValue)
                #expect(response.body.isEmpty)
            }
        }
    }

    @Test("HTTP/1.0 works, with Host and without, and closes the connection")
    func oldVersion() async throws {
        try await RunningServer.with(handler: Self.echo) { running async throws in
            for request in ["GET /old HTTP/1.0\r\n\r\n", "GET /old HTTP/1.0\r\nHost: h\r\n\r\n"] {
                let text = String(decoding: try await running.client.raw(Array(request.utf8)), as: UTF8.self)
                #expect(text.hasPrefix("HTTP/1.1 200 "))
                #expect(text.contains("Connection: close\r\n"))
                #expect(text.contains("X-Seen: GET /old -\r\n"))
            }
        }
    }

    @Test("a client that expects 100 gets it before it sends the body")
    func expectContinue() async throws {
        try await RunningServer.with(handler: Self.echo) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            #expect(try await connection.line() == "HTTP/1.1 100 Continue")
            try await connection.write("body")
            #expect(try await connection.response().text == "body")
        }
    }

    @Test("pipelined requests are answered in order")
    func pipelining() async throws {
        try await RunningServer.with(handler: Self.echo) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            let requests = (0..<20).map { "POST /\($0) HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" }
            try await connection.write(requests.joined())
            for number in 0..<20 {
                #expect(try await connection.response().header("X-Seen") == "POST /\(number) -")
            }
        }
    }

    @Test("a chunked body arrives whole, extensions and trailers aside")
    func chunked() async throws {
        try await RunningServer.with(handler: Self.echo) { running async throws in
            let response = try await running.client.send(
                "POST", "/", headers: [("Transfer-Encoding", "chunked")],
                body: "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n")
            #expect(response.text == "abc0123456789")
        }
    }

    @Test("OPTIONS may ask about the whole server")
    func optionsAsterisk() async throws {
        try await RunningServer.with(handler: Self.echo) { running async throws in
            #expect(try await running.client.send("OPTIONS", "*").header("X-Seen") == "OPTIONS * -")
        }
    }

    @Test("a hundred requests at once are all answered")
    func concurrent() async throws {
        try await RunningServer.with(handler: { request in
            await Task.yield()
            return Response(.ok, body: Array(request.path.utf8))
        }) { running async throws in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask { try await running.client.send("GET", "/\(number)").text == "/\(number)" }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test("every response carries a name for its request, never the same twice")
    func requestID() async throws {
        try await RunningServer.with(handler: { Response(.ok, body: Array($0.id.utf8)) }) { running async throws in
            var seen: Set<String> = []
            for _ in 0..<5 {
                let response = try await running.client.send("GET", "/", headers: [("X-Request-ID", "mine")])
                #expect(response.header("X-Request-ID") == response.text)
                #expect(response.text.utf8.count == 32)
                seen.insert(response.text)
            }
            #expect(seen.count == 5)
        }
    }

    @Test(
        "a response that would break the protocol becomes a 500",
        arguments: [("X-A", "b\r\nX-Evil: 1"), ("X-A", "b\u{0}c"), ("X A", "b"), ("", "b"), ("Content-Length", "7")])
    func unsendable(name: String, value: String) async throws {
        try await RunningServer.with(handler: { _ in Response(.ok, headers: Headers([(name, value)])) }) {
            running async throws in
            let response = try await running.client.send("GET", "/")
            #expect(response.status == 500)
            #expect(response.header("X-Evil") == nil)
        }
    }

    @Test("a large response arrives whole")
    func large() async throws {
        let body = [UInt8](repeating: 0x61, count: 8 * 1024 * 1024)
        try await RunningServer.with(handler: { _ in Response(.ok, body: body) }) { running async throws in
            #expect(try await running.client.send("GET", "/").body == body)
        }
    }
}
