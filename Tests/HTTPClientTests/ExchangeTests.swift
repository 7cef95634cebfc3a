import Glibc
import HTTPClient
import Observability
import Synchronization
import Testing

@Suite("Exchanges")
struct ExchangeTests {
    /// Answers each request with what it looked like.
    private static let echo: ScriptedServer.Script = { connection in
        while let (head, body) = connection.request() {
            connection.answer(body: head + body.map(String.init).joined(separator: ","))
        }
    }

    private func lines(_ response: OutgoingResponse) -> [String] {
        String(decoding: response.body, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test("a POST arrives as it was written, and with nothing that was not")
    func post() async throws {
        let server = try ScriptedServer(script: Self.echo)
        let response = try await HTTPClient.local().send(
            OutgoingRequest(
                .post, server.url("/hook/../a%20b?x=1&y="),
                headers: [("Content-Type", "application/json"), ("X-Empty", ""), ("X-Blank", " "), ("X-Tab", "a\tb")],
                body: [0, 1, 255]))
        #expect(response.status == 200)
        #expect(
            Set(lines(response)) == [
                "POST /a%20b?x=1&y= HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: */*", "User-Agent: Muster",
                "Content-Type: application/json", "X-Empty:", "X-Blank:", "X-Tab: a\tb", "Content-Length: 3", "0,1,255",
            ])
    }

    @Test("a POST without content says so")
    func emptyPost() async throws {
        let server = try ScriptedServer(script: Self.echo)
        let response = try await HTTPClient.local().send(OutgoingRequest(.post, server.url()))
        #expect(lines(response).contains("Content-Length: 0"))
        #expect(!lines(response).contains { $0.hasPrefix("Content-Type") })
    }

    @Test("a GET has no content, and the program may give its own name")
    func get() async throws {
        let server = try ScriptedServer(script: Self.echo)
        let response = try await HTTPClient.local().send(
            OutgoingRequest(.get, server.url("/?q"), headers: [("User-Agent", "Other/1")]))
        #expect(
            Set(lines(response)) == [
                "GET /?q HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: */*", "User-Agent: Other/1",
            ])
    }

    @Test("a body past a megabyte's half is sent without asking first")
    func largeBody() async throws {
        let server = try ScriptedServer { connection in
            while let (head, body) = connection.request() {
                connection.answer(body: "\(body.count) \(head.contains("Expect"))")
            }
        }
        let body = [UInt8](repeating: 65, count: 1_048_576)
        let response = try await HTTPClient.local().send(OutgoingRequest(.post, server.url(), body: body))
        #expect(lines(response) == ["1048576 false"])
    }

    @Test(
        "every status is an answer, and redirects are not followed",
        arguments: [200, 204, 301, 302, 303, 307, 308, 400, 401, 404, 410, 429, 500, 503, 599])
    func statuses(status: Int) async throws {
        let elsewhere = try ScriptedServer(script: Self.echo)
        let server = try ScriptedServer { connection in
            while connection.request() != nil {
                connection.answer("\(status) Some", headers: "Location: \(elsewhere.url())\r\n")
            }
        }
        let response = try await HTTPClient.local().send(OutgoingRequest(.post, server.url(), body: [1]))
        #expect(response.status == status)
        #expect(response.header("location") == elsewhere.url())
        #expect(elsewhere.opened.count == 0)
    }

    @Test("the header fields are those of the final response, trimmed, with its trailers")
    func headers() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nX-A:  one \t\r\nX-B:\r\nx-a: two\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.send("3\r\nabc\r\n0\r\nX-Last: end\r\n\r\n")
            connection.waitForEnd()
        }
        let response = try await HTTPClient.local().send(OutgoingRequest(.get, server.url()))
        #expect(response.headers.map(\.name) == ["X-A", "X-B", "x-a", "Transfer-Encoding", "X-Last"])
        #expect(response.headers.map(\.value) == ["one", "", "two", "chunked", "end"])
        #expect(response.body == Array("abc".utf8))
    }

    @Test("a connection is used again, and one that the server has closed is replaced")
    func reuse() async throws {
        let server = try ScriptedServer { connection in
            for _ in 0..<2 where connection.request() != nil { connection.answer() }
        }
        let client = try HTTPClient.local()
        for _ in 0..<4 { #expect(try await client.send(OutgoingRequest(.post, server.url(), body: [1])).status == 200) }
        #expect(server.opened.count == 2)
    }

    @Test("the end of the client closes its connections")
    func end() async throws {
        let server = try ScriptedServer(script: Self.echo)
        _ = try await HTTPClient.local().send(OutgoingRequest(.get, server.url()))
        await server.closed.reaches(1)
    }

    @Test("cookies are neither kept nor sent")
    func cookies() async throws {
        let server = try ScriptedServer { connection in
            while let (head, _) = connection.request() {
                connection.answer(headers: "Set-Cookie: a=b; Path=/\r\n", body: head)
            }
        }
        let client = try HTTPClient.local()
        for _ in 0..<2 {
            let response = try await client.send(OutgoingRequest(.get, server.url()))
            #expect(!lines(response).contains { $0.lowercased().hasPrefix("cookie") })
        }
    }

    @Test("proxies that the environment names are not used")
    func proxies() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"] {
                unsafe setenv(name, "http://127.0.0.1:9", 1)
            }
            let server = try ScriptedServer(script: Self.echo)
            #expect(try await HTTPClient.local().send(OutgoingRequest(.get, server.url())).status == 200)
        }
    }

    @Test(
        "header fields that could change the message are not sent",
        arguments: [
            ("Host", "internal"), ("content-length", "5"), ("Transfer-Encoding", "chunked"), ("Connection", "close"),
            ("Expect", "100-continue"), ("Cookie", "a=b"), ("", "x"), ("A B", "x"), ("A:", "x"), ("A\r\nB", "x"),
            ("A;", ""),
            ("X", "a\r\nB: c"), ("X", "a\n"), ("X", "a\u{0}"), ("X", "ä"), ("X", "\u{7F}"),
        ])
    func reserved(name: String, value: String) async throws {
        let server = try ScriptedServer(script: Self.echo)
        let failure = try await HTTPClient.local().failure(
            OutgoingRequest(.post, server.url(), headers: [(name, value)]))
        #expect(failure?.code == .invalidRequest)
        #expect(server.opened.count == 0)
    }

    @Test("a GET with content is not sent")
    func getWithContent() async throws {
        let failure = try await HTTPClient.local().failure(OutgoingRequest(.get, "http://127.0.0.1/", body: [1]))
        #expect(failure?.code == .invalidRequest)
    }

    @Test("a request is as long as its limits allow, and not a byte longer", arguments: [0, 1])
    func requestLimits(past: Int) async throws {
        let server = try ScriptedServer(script: Self.echo)
        let client = try HTTPClient.local(
            .with {
                $0.requestBodyBytes = 100
                $0.requestHeaderBytes = 100
            })
        let body = [UInt8](repeating: 65, count: 100 + past)
        let value = String(repeating: "a", count: 99 + past)
        let code: HTTPClientError.Code? = past == 0 ? nil : .invalidRequest
        #expect(await client.failure(OutgoingRequest(.post, server.url(), body: body))?.code == code)
        #expect(await client.failure(OutgoingRequest(.post, server.url(), headers: [("X", value)]))?.code == code)
    }

    @Test("requests and their durations are counted by outcome")
    func metrics() async throws {
        let metrics = Metrics()
        let server = try ScriptedServer(script: Self.echo)
        let client = try HTTPClient.local(metrics: metrics)
        _ = try await client.send(OutgoingRequest(.get, server.url()))
        _ = await client.failure("http://10.0.0.1/")
        let text = metrics.exposition()
        #expect(text.contains(#"muster_http_client_requests_total{outcome="2xx"} 1"#))
        #expect(text.contains(#"muster_http_client_requests_total{outcome="address_refused"} 1"#))
        #expect(text.contains("muster_http_client_request_duration_seconds_count 2"))
    }
}
