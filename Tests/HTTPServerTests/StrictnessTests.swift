import HTTPServer
import TestHarness
import Testing

@Suite("What breaks the protocol")
struct StrictnessTests {
    private static let surface = Surface(
        "all", failure: { failure, _ in Response(failure.status, headers: ["X-Rendered": "\(failure.kind)"]) },
        handler: { _ in Response(.ok) })

    private func answer(_ bytes: [UInt8]) async throws -> String {
        try await RunningServer.with(surfaces: [Self.surface]) { running async throws in
            String(decoding: try await running.client.raw(bytes), as: UTF8.self)
        }
    }

    /// Followed by a second request, which must never be answered.
    @Test(
        "a request that could be read in two ways is refused by our renderer, and the connection closes",
        arguments: [
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost:\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: \t \r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nhOST: b\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A\t: b\r\n\r\n",
            "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\tc\r\nX-A: b\r\n\r\n",
            "GET / HTTP/1.1\r\nX-A: b\r\n c\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\n",
            "GET / HTTP/1.1\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\rc\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\u{0}c\r\n\r\n",
            "GET / HTTP/1.1\r\nX-A: b\u{0}c\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\u{0}\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\u{1}\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\u{7f}\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX(A): b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
            "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /  HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a\u{0}b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /\u{e9} HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /?\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://a:1/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://x@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "\tGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked \r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n",
            "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ])
    func refused(request: String) async throws {
        let text = try await answer(Array((request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n").utf8))
        #expect(text.hasPrefix("HTTP/1.1 400 "), "\(text)")
        #expect(text.contains("X-Rendered: malformedRequest\r\n"), "\(text)")
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.occurrences(of: "HTTP/1.1 ") == 1, "\(text)")
    }

    /// The library gives its own body here: it knows before anything of ours is asked.
    @Test(
        "what is no HTTP at all is refused by the library, and the connection closes",
        arguments: [
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"),
            ("GET /\r\nHost: a\r\n\r\n", "400"),
            ("GET / HTTP/1.x\r\nHost: a\r\n\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX\u{0}A: b\r\n\r\n", "400"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nabc\r\n", "400"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n", "400"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", "400"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n", "413"),
        ])
    func refusedByLibrary(request: String, status: String) async throws {
        let text = try await answer(Array((request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n").utf8))
        #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text)")
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.occurrences(of: "HTTP/1.1 ") == 1, "\(text)")
    }

    /// libmicrohttpd 0.9.75 writes the head of its refusal twice here, hence no count of answers.
    @Test(
        "a length that is no number is refused by the library, and the connection closes",
        arguments: ["4, 4", "-1", "+4", "0x4", "", "4 4", "99999999999999999999"])
    func lengthRefusedByLibrary(length: String) async throws {
        let request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\nbody"
        let text = try await answer(Array((request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n").utf8))
        #expect(text.hasPrefix("HTTP/1.1 4"), "\(text)")
        #expect(!text.contains("HTTP/1.1 200 "), "\(text)")
        #expect(text.contains("Connection: close\r\n"))
    }

    @Test(
        "a length past 63 bits is too much, and said so at once",
        arguments: ["9223372036854775808", "18446744073709551615"])
    func lengthPastInteger(length: String) async throws {
        let text = try await answer(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n".utf8))
        #expect(text.hasPrefix("HTTP/1.1 413 "), "\(text)")
        #expect(text.contains("X-Rendered: contentTooLarge\r\n"), "\(text)")
    }

    @Test(
        "a whole URI of the host that is asked is read as its path",
        arguments: [
            ("http://a/x/y?q=1", "/x/y?q=1"), ("HTTPS://A/x", "/x"), ("http://a", "/"), ("http://a?q", "/?q"),
            ("http://a/", "/"),
        ])
    func absoluteForm(target: String, seen: String) async throws {
        try await RunningServer.with(handler: { request in
            Response(.ok, body: Array((request.path + (request.query.map { "?" + $0 } ?? "")).utf8))
        }) { running async throws in
            let bytes = try await running.client.raw(
                Array("GET \(target) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 200 "), "\(text)")
            #expect(text.hasSuffix("\r\n\r\n\(seen)"), "\(text)")
        }
    }

    /// The library takes a bare line feed between chunks for a line's end: a proxy that does not would see another end.
    @Test("nothing behind a chunked body is read as a request", arguments: ["\r\n", "\n"])
    func behindChunks(end: String) async throws {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let body = ["3", "abc", "0", ""].map { $0 + end }.joined()
        let text = try await answer(Array((head + body + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n").utf8))
        #expect(text.hasPrefix("HTTP/1.1 200 "), "\(text)")
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.occurrences(of: "HTTP/1.1 ") == 1, "\(text)")
    }

    @Test(
        "what does not end between two chunks, or behind them, is refused before it keeps anybody busy",
        arguments: [
            "5;" + String(repeating: "x", count: 200_000), String(repeating: "0", count: 200_000),
            "1\r\na\r\n2;" + String(repeating: "x", count: 200_000),
        ])
    func endlessLine(body: String) async throws {
        try await RunningServer.with(surfaces: [Self.surface]) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            // The server may have closed already.
            try? await connection.write(body)
            let lines = try await running.logLines(1)
            #expect(lines[0].contains("\"status\":400"), "\(lines)")
            #expect(try await running.client.send("GET", "/").status == 200)
        }
    }

    /// The library closes before it asks anybody.
    @Test("a space before the method gets no answer")
    func leadingSpace() async throws {
        #expect(try await answer(Array(" GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)).isEmpty)
    }

    @Test("bytes that are no UTF-8 in a value do no harm")
    func notUTF8() async throws {
        let text = try await answer(
            Array("GET / HTTP/1.1\r\nHost: a\r\nX-A: ".utf8) + [0xff, 0xfe] + Array("\r\n\r\n".utf8))
        #expect(text.hasPrefix("HTTP/1.1 200 "), "\(text)")
    }

    @Test("both Authorization fields reach the caller")
    func twoAuthorizations() async throws {
        try await RunningServer.with(handler: { request in
            Response(.ok, body: Array(request.headers.all("Authorization").joined(separator: "|").utf8))
        }) { running async throws in
            let fields = [("Authorization", "Bearer a"), ("authorization", "Bearer b")]
            #expect(try await running.client.send("GET", "/", headers: fields).text == "Bearer a|Bearer b")
        }
    }
}
