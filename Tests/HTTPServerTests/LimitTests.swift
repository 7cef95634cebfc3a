import HTTPServer
import TestHarness
import Testing

@Suite("Limits")
struct LimitTests {
    private static func head(bytes: Int, fields: Int) -> String {
        var text = "GET / HTTP/1.1\r\nHost: h\r\n"
        for number in 1..<fields { text += "X-\(number): y\r\n" }
        let rest = bytes - text.utf8.count - "X-Pad: \r\n\r\n".utf8.count
        return text + "X-Pad: " + String(repeating: "p", count: rest) + "\r\n\r\n"
    }

    @Test("a head of exactly the limit is read, one byte more is 431 by our renderer", arguments: [2, 100])
    func headerBytes(fields: Int) async throws {
        let limit = ServerConfiguration.Limits().headerBytes
        #expect(limit == 32_768)
        try await RunningServer.with { running async throws in
            let accepted = try await running.client.raw(Array(Self.head(bytes: limit, fields: fields).utf8))
            #expect(String(decoding: accepted, as: UTF8.self).hasPrefix("HTTP/1.1 200 "))
            let refused = try await running.client.raw(Array(Self.head(bytes: limit + 1, fields: fields).utf8))
            #expect(String(decoding: refused, as: UTF8.self).hasPrefix("HTTP/1.1 431 "))
            #expect(String(decoding: refused, as: UTF8.self).contains("application/problem+json"))
        }
    }

    @Test("a head of a quarter more than the limit is still 431 by our renderer")
    func longHead() async throws {
        try await RunningServer.with { running async throws in
            let answer = try await running.client.raw(Array(Self.head(bytes: 40 * 1024, fields: 8).utf8))
            let text = String(decoding: answer, as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 431 "))
            #expect(text.contains("application/problem+json"))
        }
    }

    @Test("a head far past the limit is refused, and the connection closes", arguments: [48, 64, 200])
    func hugeHead(kibibytes: Int) async throws {
        try await RunningServer.with { running async throws in
            let answer = try await running.client.raw(Array(Self.head(bytes: kibibytes * 1024, fields: 2).utf8))
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 431 "))
            #expect(try await running.client.send("GET", "/").status == 200)
        }
    }

    @Test("a body of exactly the limit is read, one byte more is 413", arguments: [true, false])
    func bodyBytes(chunked: Bool) async throws {
        let limit = ServerConfiguration.Limits().bodyBytes
        #expect(limit == 1_048_576)
        try await RunningServer.with(handler: { Response(.ok, body: Array("\($0.body.count)".utf8)) }) {
            running async throws in
            let accepted = try await running.client.raw(Self.upload(limit, chunked: chunked))
            #expect(String(decoding: accepted, as: UTF8.self).hasSuffix("\r\n\r\n\(limit)"))
            let refused = try await running.client.raw(Self.upload(limit + 1, chunked: chunked))
            let text = String(decoding: refused, as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 413 "))
            #expect(text.contains("Connection: close\r\n"))
            #expect(text.contains("X-Request-ID: "))
        }
    }

    private static func upload(_ count: Int, chunked: Bool) -> [UInt8] {
        let body = [UInt8](repeating: 0x61, count: count)
        let framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: \(count)"
        let head = Array("POST / HTTP/1.1\r\nHost: h\r\n\(framing)\r\n\r\n".utf8)
        return chunked
            ? head + Array("\(String(count, radix: 16))\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8) : head + body
    }

    @Test(
        "a declared length past the limit is refused before the body is sent",
        arguments: ["", "Expect: 100-continue\r\n"])
    func declaredLength(expectation: String) async throws {
        try await RunningServer.with { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("PUT / HTTP/1.1\r\nHost: h\r\n\(expectation)Content-Length: 9999999999\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 413)
            #expect(response.closesConnection)
            connection.finishWriting()
            #expect(try await connection.rest().isEmpty)
        }
    }

    @Test("bodies held at once are limited together: exactly the limit is read, one byte more is 503")
    func bufferedBodies() async throws {
        try await RunningServer.with(.limited { $0.bufferedBodyBytes = 10 }) { running async throws in
            for _ in 0..<2 {
                #expect(try await running.client.send("POST", "/", body: "0123456789").status == 200)
                let refused = try await running.client.send("POST", "/", body: "0123456789a")
                #expect(refused.status == 503)
                #expect(refused.header("Retry-After") == "1")
            }
        }
    }

    @Test("a client that goes on sending a refused body is cut off")
    func endlessBody() async throws {
        try await RunningServer.with { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999\r\n\r\n")
            #expect(try await connection.response().status == 413)
            let part = [UInt8](repeating: 0x61, count: 1024 * 1024)
            await #expect(throws: HTTPTestError.self) {
                for _ in 0..<200 { try await connection.write(part) }
            }
        }
    }

    @Test("one request more than may run and wait is 503 with Retry-After, and the others go on")
    func running() async throws {
        let gate = Gate()
        let configuration = ServerConfiguration.limited {
            $0.concurrentRequests = 2
            $0.waitingRequests = 0
        }
        try await RunningServer.with(
            configuration,
            handler: { _ in
                await gate.pass()
                return Response(.ok)
            }
        ) { running async throws in
            async let first = running.client.send("GET", "/1")
            async let second = running.client.send("GET", "/2")
            await gate.arrivals(2)
            for (method, body) in [("GET", ""), ("POST", "x")] {
                let refused = try await running.client.send(method, "/3", body: body)
                #expect(refused.status == 503)
                #expect(refused.header("Retry-After").flatMap { Int($0) } == 1)
            }
            gate.open()
            #expect(try await first.status == 200)
            #expect(try await second.status == 200)
            #expect(try await running.client.send("GET", "/4").status == 200)
        }
    }

    @Test("one connection more than allowed is closed, and the others go on")
    func connections() async throws {
        try await RunningServer.with(.limited { $0.connections = 2 }) { running async throws in
            let allowed = [
                try await HTTPTestConnection.open(port: running.port),
                try await HTTPTestConnection.open(port: running.port),
            ]
            for connection in allowed {
                try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await connection.response().status == 200)
            }
            let refused = try await HTTPTestConnection.open(port: running.port)
            #expect(try await refused.rest().isEmpty)
            try await allowed[0].write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await allowed[0].response().status == 200)
        }
    }
}
