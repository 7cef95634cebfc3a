import HTTPClient
import Synchronization
import TestHarness
import Testing

@Suite("Slow, endless and broken servers")
struct HostileServerTests {
    private static let impatient = HTTPClient.Limits.with { $0.timeout = .milliseconds(300) }

    /// Sends a request and expects an error soon after the time-out of an impatient client, or before.
    private func expect(
        _ code: HTTPClientError.Code, limits: HTTPClient.Limits = impatient, script: @escaping ScriptedServer.Script,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let server = try ScriptedServer(script: script)
        let client = try HTTPClient.local(limits)
        let start = ContinuousClock.now
        let failure = await client.failure(OutgoingRequest(.post, server.url(), body: [1]))
        #expect(failure?.code == code, sourceLocation: sourceLocation)
        #expect(ContinuousClock.now - start < .seconds(60), sourceLocation: sourceLocation)
        // The client has closed the connection, or else the script would not end.
        await server.closed.reaches(1)
    }

    @Test("a server that never answers")
    func silent() async throws {
        try await expect(.timedOut) { $0.waitForEnd() }
    }

    @Test("a server that sends its head byte by byte")
    func slowHead() async throws {
        try await expect(.timedOut) { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nX: ")
            while connection.pause(milliseconds: 10), connection.send("a") {}
        }
    }

    @Test("a server that sends its body byte by byte")
    func slowBody() async throws {
        try await expect(.timedOut) { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while connection.pause(milliseconds: 10), connection.send("a") {}
        }
    }

    @Test("a request's own time counts where it is shorter, and not where it is longer", arguments: [true, false])
    func ownTime(isShorter: Bool) async throws {
        let server = try ScriptedServer { $0.waitForEnd() }
        let client = try HTTPClient.local(.with { $0.timeout = isShorter ? .seconds(20) : .milliseconds(100) })
        var request = OutgoingRequest(.get, server.url())
        request.timeout = isShorter ? .milliseconds(100) : .seconds(20)
        let start = ContinuousClock.now
        #expect(await client.failure(request)?.code == .timedOut)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("a time that is no time is a very short one", arguments: [Duration.zero, .seconds(-1), .nanoseconds(1)])
    func noTime(timeout: Duration) async throws {
        let server = try ScriptedServer { $0.waitForEnd() }
        var request = OutgoingRequest(.get, server.url())
        request.timeout = timeout
        #expect(try await HTTPClient.local().failure(request)?.code == .timedOut)
    }

    @Test("a server whose queue of connections is full")
    func noConnection() async throws {
        let descriptors = try FullQueue()
        let client = try HTTPClient.local(.with { $0.connectTimeout = .milliseconds(200) })
        let start = ContinuousClock.now
        #expect(await client.failure("http://127.0.0.1:\(descriptors.port)/")?.code == .timedOut)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("a body without end is read up to the limit, and memory stays bounded")
    func endlessBody() async throws {
        let sent = Mutex(0)
        let server = try ScriptedServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n")
            let part = [UInt8](repeating: 65, count: 65_536)
            while connection.send(part) { sent.withLock { $0 += part.count } }
        }
        let response = try await HTTPClient.local().send(OutgoingRequest(.get, server.url()))
        #expect(response.status == 200)
        #expect(response.header("X-A") == "b")
        #expect(response.body == [UInt8](repeating: 65, count: 65_536))
        #expect(response.isBodyTruncated)
        await server.closed.reaches(1)
        // What is beyond the limit went into the kernel's buffers at most.
        #expect(sent.withLock { $0 } < 16_777_216)
    }

    @Test("a body that claims to be enormous is not believed")
    func enormous() async throws {
        try await expect(.brokenOff) { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nabc")
        }
    }

    @Test("a body may be as long as the limit, and is cut one byte past it", arguments: [99, 100, 101], [true, false])
    func bodyLimit(count: Int, isChunked: Bool) async throws {
        let server = try ScriptedServer { connection in
            _ = connection.request()
            let body = String(repeating: "a", count: count)
            if isChunked {
                let size = String(count, radix: 16)
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n")
            } else {
                connection.answer(body: body)
            }
            connection.waitForEnd()
        }
        let client = try HTTPClient.local(.with { $0.responseBodyBytes = 100 })
        let response = try await client.send(OutgoingRequest(.get, server.url()))
        #expect(response.body.count == min(count, 100))
        #expect(response.isBodyTruncated == (count > 100))
    }

    @Test("a head may be as long as the limit, and not a byte longer", arguments: [0, 1], [1, 100])
    func headLimit(past: Int, fields: Int) async throws {
        let start = "HTTP/1.1 200 OK\r\n" + String(repeating: "X: y\r\n", count: fields)
        let end = "Content-Length: 0\r\n\r\n"
        let filler = 16 * 1024 + past - start.utf8.count - end.utf8.count - "Z: \r\n".utf8.count
        let server = try ScriptedServer { connection in
            _ = connection.request()
            connection.send(start + "Z: \(String(repeating: "z", count: filler))\r\n" + end)
            connection.waitForEnd()
        }
        let failure = try await HTTPClient.local().failure(server.url())
        #expect(failure?.code == (past == 0 ? nil : .responseHeadTooLarge))
    }

    @Test(
        "a head without end",
        arguments: ["X: y\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"])
    func endlessHead(part: String) async throws {
        try await expect(.responseHeadTooLarge, limits: HTTPClient.Limits()) { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 100 Continue\r\n\r\n")
            if part.hasPrefix("X") { connection.send("HTTP/1.1 200 OK\r\n") }
            while connection.send(part) {}
        }
    }

    @Test("trailers without end")
    func endlessTrailers() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
            while connection.send("X: y\r\n") {}
        }
        #expect(try await HTTPClient.local().failure(server.url())?.code == .responseHeadTooLarge)
        await server.closed.reaches(1)
    }

    @Test("one line without end")
    func endlessLine() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nX: ")
            while connection.send(String(repeating: "a", count: 1000)) {}
        }
        let code = try await HTTPClient.local().failure(server.url())?.code
        #expect(code == .responseHeadTooLarge || code == .brokenOff || code == .systemFailure)
        await server.closed.reaches(1)
    }

    @Test(
        "what is no HTTP response, or no whole one",
        arguments: [
            "", "\r\n\r\n", "garbage\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1", "HTTP/1.1 200",
            "HTTP/1.1 99 x\r\n\r\n",
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "HTTP/1.1 100 Continue\r\n\r\n",
        ])
    func broken(answer: String) async throws {
        try await expect(.brokenOff, limits: HTTPClient.Limits()) { connection in
            _ = connection.request()
            connection.send(answer)
        }
    }
}
