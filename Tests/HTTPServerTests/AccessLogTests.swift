import HTTPServer
import Observability
import TestHarness
import Testing

@Suite("The access log")
struct AccessLogTests {
    @Test("a line says what was asked for by its template, and nothing that names a person")
    func line() async throws {
        let handler: Handler = { request in
            var response = Response(.created, body: [1, 2, 3])
            response.route = "/Users/{id}"
            response.logMetadata = ["tenant": .integer(1042)]
            return response
        }
        try await RunningServer.with(handler: handler) { running async throws in
            let response = try await running.client.send(
                "POST", "/Users/canary-path?q=canary-query", headers: [("Authorization", "Bearer canary-token")],
                body: "canary-body")
            let line = try #require(try await running.logLines(1).first)
            let id = try #require(response.header("X-Request-ID"))
            for part in [
                #""request":"\#(id)""#, #""method":"POST""#, #""route":"/Users/{id}""#, #""status":201"#,
                #""bytes":3"#, #""tenant":1042"#, #""duration_ms":"#, #""message":"request answered""#,
            ] {
                #expect(line.contains(part), "\(line)")
            }
            #expect(!line.contains("canary"))
            #expect(!line.contains("127.0.0.1"))
        }
    }

    @Test(
        "a client's own name for its request is logged if it is harmless",
        arguments: [
            ("0198C0DE-0000-7000-8000-00000000abcd", true), (String(repeating: "a", count: 64), true),
            (String(repeating: "a", count: 65), false), ("a b", false), ("a\"b", false), ("\u{e9}", false), ("", false),
            ("mst_0123456789", false), ("ada.lovelace", false), ("adam", false),
        ])
    func clientRequestID(id: String, isLogged: Bool) async throws {
        try await RunningServer.with { running async throws in
            _ = try await running.client.send("GET", "/", headers: [("X-Request-ID", id)])
            let line = try #require(try await running.logLines(1).first)
            #expect(line.contains("client_request") == isLogged)
        }
    }

    @Test("a method that means nothing here is not repeated")
    func oddMethod() async throws {
        try await RunningServer.with { running async throws in
            _ = try await running.client.send("CANARY", "/")
            let line = try #require(try await running.logLines(1).first)
            #expect(line.contains(#""method":"other""#))
        }
    }

    @Test("what the server refuses itself is logged with its status")
    func refused() async throws {
        try await RunningServer.with { running async throws in
            _ = try await running.client.raw(Array("GET /canary HTTP/1.1\r\n\r\n".utf8))
            let line = try #require(try await running.logLines(1).first)
            #expect(line.contains(#""status":400"#))
            #expect(!line.contains("canary"))
        }
    }
}
