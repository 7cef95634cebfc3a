import HTTPServer
import Synchronization
import TestHarness
import Testing

@Suite("Stopping")
struct DrainingTests {
    private final class Tally: Sendable {
        let count = Atomic<Int>(0)
    }

    @Test("a request in flight is answered, with the end of its connection announced")
    func inFlight() async throws {
        let gate = Gate()
        let server = try await RunningServer.with(handler: { _ in
            await gate.pass()
            return Response(.ok, body: [0x61])
        }) { running async throws in
            #expect(running.server.state == .serving)
            async let answer = running.client.send("GET", "/")
            await gate.arrivals(1)
            running.stop()
            try await running.enters(.draining)
            gate.open()
            let response = try await answer
            #expect(response.status == 200)
            #expect(response.closesConnection)
            return running.server
        }
        #expect(server.state == .stopped)
    }

    @Test("a request on a connection that was idle when stopping began is answered")
    func idleConnection() async throws {
        try await RunningServer.with { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await !connection.response().closesConnection)
            running.stop()
            try await running.enters(.draining)
            try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 200)
            #expect(response.closesConnection)
        }
    }

    @Test("an idle connection does not keep the server from stopping")
    func idle() async throws {
        let connection = try await RunningServer.with { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await connection.response()
            return connection
        }
        #expect(try await connection.rest().isEmpty)
    }

    @Test("nobody can connect any more once the server has stopped")
    func refused() async throws {
        let port = try await RunningServer.with { $0.port }
        await #expect(throws: HTTPTestError.self) { try await HTTPTestConnection.open(port: port) }
    }

    @Test("a handler that outlasts the time to stop is answered for with 503")
    func drainTimeout() async throws {
        let gate = Gate()
        try await RunningServer.with(
            .limited { $0.drainTimeout = .milliseconds(50) },
            handler: { _ in
                await gate.pass()
                return Response(.ok)
            }
        ) { running async throws in
            async let answer = running.client.send("GET", "/")
            await gate.arrivals(1)
            running.stop()
            #expect(try await answer.status == 503)
        }
        gate.open()
    }

    @Test("stopping under load fails no request on an open connection")
    func underLoad() async throws {
        let answered = Tally()
        try await RunningServer.with(handler: { _ in
            await Task.yield()
            return Response(.ok)
        }) { running async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await Self.load(running, answered) }
                }
                while answered.count.load(ordering: .relaxed) < 500 { await Task.yield() }
                running.stop()
                try await group.waitForAll()
            }
        }
    }

    /// Sends one request after the other until the server says that it closes the connection.
    private static func load(_ running: RunningServer, _ answered: Tally) async throws {
        let connection = try await HTTPTestConnection.open(port: running.port)
        while true {
            try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await connection.response()
            #expect(response.status == 200)
            answered.count.wrappingAdd(1, ordering: .relaxed)
            if response.closesConnection { return }
        }
    }
}
