import HTTPServer
import Observability
import Synchronization
import TestHarness
import Testing

@Suite("Whose turn it is")
struct AdmittingTests {
    private final class Visitors: Sendable {
        let paths = Mutex<[String]>([])
        var all: [String] { paths.withLock { $0 } }
    }

    /// A server where `/held…` waits for the gate, and where the first letter after the slash is whose request it is.
    private static func with(
        _ gate: Gate, _ visitors: Visitors, metrics: Metrics = Metrics(),
        _ change: (inout ServerConfiguration.Limits) -> Void,
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        var surface = Surface("all") { request in
            visitors.paths.withLock { $0.append(request.path) }
            if request.path.contains("held") { await gate.pass() }
            return Response(.ok, body: Array(request.path.utf8))
        }
        surface.passage = { request in
            request.path.hasPrefix("/no")
                ? .refused(.tooManyRequests("Enough.", retryAfter: 7))
                : .origin(Origin(UInt64(request.path.utf8.dropFirst().first ?? 0)))
        }
        try await RunningServer.with(.limited(change), metrics: metrics, surfaces: [surface], body)
    }

    private static func gauge(_ name: String, _ value: Int, _ metrics: Metrics) async throws {
        let line = "muster_http_requests_\(name){server=\"http\"} \(value)\n"
        try await eventually { metrics.exposition().contains(line) }
    }

    private struct NeverHappened: Error {}

    private static func eventually(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while !condition() {
            guard ContinuousClock.now < end else { throw NeverHappened() }
            await Task.yield()
        }
    }

    @Test("what the passage refuses gets its answer and no handler, and the connection stays usable")
    func passage() async throws {
        let visitors = Visitors()
        let metrics = Metrics()
        try await Self.with(Gate(), visitors, metrics: metrics, { _ in }) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port)
            for _ in 0..<3 {
                try await connection.write("POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab")
                let refused = try await connection.response()
                #expect(refused.status == 429)
                #expect(refused.header("Retry-After") == "7")
                #expect(refused.text.contains("Enough."))
            }
            try await connection.write("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await connection.response().status == 200)
        }
        #expect(visitors.all == ["/a"])
        #expect(
            metrics.exposition().contains(#"muster_http_requests_refused_total{reason="passage",server="http"} 3"#))
    }

    @Test("a wait of less than a second is told as one second", arguments: [(-1, 1), (0, 1), (1, 1), (2, 2)])
    func retryAfter(seconds: Int, told: Int) {
        #expect(Failure.tooManyRequests("", retryAfter: seconds).retryAfter == told)
    }

    @Test("an origin that fills its places and its queue gets 429, the others are answered at once")
    func flood() async throws {
        let gate = Gate()
        try await Self.with(
            gate, Visitors(),
            { limits in
                limits.concurrentRequests = 4
                limits.waitingRequestsPerOrigin = 2
            }
        ) { running async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 { group.addTask { try await running.client.send("GET", "/held").status } }
                // Three run and two wait; of the six only one is answered while the gate is closed.
                #expect(try await group.next() == 429)
                await gate.arrivals(3)
                for _ in 0..<20 { #expect(try await running.client.send("GET", "/other").status == 200) }
                let refused = try await running.client.send("GET", "/held")
                #expect(refused.status == 429)
                #expect(refused.header("Retry-After") == "1")
                gate.open()
                for _ in 0..<5 { #expect(try await group.next() == 200) }
            }
        }
    }

    @Test("requests that wait are counted, and answered when the server stops meanwhile")
    func draining() async throws {
        let gate = Gate()
        let metrics = Metrics()
        try await Self.with(gate, Visitors(), metrics: metrics, { $0.concurrentRequests = 1 }) { running async throws in
            async let first = running.client.send("GET", "/held/1")
            await gate.arrivals(1)
            async let second = running.client.send("GET", "/held/2")
            async let third = running.client.send("GET", "/other")
            try await Self.gauge("waiting", 2, metrics)
            try await Self.gauge("in_flight", 1, metrics)
            running.stop()
            try await running.enters(.draining)
            gate.open()
            #expect(try await [first.status, second.status, third.status] == [200, 200, 200])
        }
        try await Self.gauge("waiting", 0, metrics)
        try await Self.gauge("in_flight", 0, metrics)
    }

    @Test("a server that can wait no longer answers 503 also for those that wait")
    func drainTimeout() async throws {
        let gate = Gate()
        let visitors = Visitors()
        let metrics = Metrics()
        try await Self.with(
            gate, visitors, metrics: metrics,
            { limits in
                limits.concurrentRequests = 1
                limits.drainTimeout = .milliseconds(50)
            }
        ) { running async throws in
            async let first = running.client.send("GET", "/held")
            await gate.arrivals(1)
            async let second = running.client.send("GET", "/waiting")
            try await Self.gauge("waiting", 1, metrics)
            running.stop()
            #expect(try await [first.status, second.status] == [503, 503])
        }
        gate.open()
        #expect(visitors.all == ["/held"])
    }

    @Test("waiting does not lengthen a request's time, and what ran out of time gets no handler")
    func deadline() async throws {
        let gate = Gate()
        let visitors = Visitors()
        let metrics = Metrics()
        try await Self.with(
            gate, visitors, metrics: metrics,
            { limits in
                limits.concurrentRequests = 1
                limits.requestTimeout = .milliseconds(200)
            }
        ) { running async throws in
            async let first = running.client.send("GET", "/held")
            await gate.arrivals(1)
            let connection = try await HTTPTestConnection.open(port: running.port)
            try await connection.write("GET /late HTTP/1.1\r\nHost: h\r\n\r\n")
            let late = try await connection.response()
            #expect(late.status == 503)
            #expect(late.header("Retry-After") == "1")
            #expect(try await first.status == 503)
            try await Self.gauge("waiting", 0, metrics)
            gate.open()
            try await connection.write("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await connection.response().text == "/next")
        }
        #expect(visitors.all == ["/held", "/next"])
    }

    @Test("who goes while waiting gets no handler and leaves its place in the queue")
    func goneClient() async throws {
        let gate = Gate()
        let visitors = Visitors()
        let metrics = Metrics()
        try await Self.with(
            gate, visitors, metrics: metrics,
            { limits in
                limits.concurrentRequests = 1
                limits.waitingRequests = 1
            }
        ) { running async throws in
            async let first = running.client.send("GET", "/held")
            await gate.arrivals(1)
            var connection: HTTPTestConnection? = try await HTTPTestConnection.open(port: running.port)
            try await connection?.write("GET /gone HTTP/1.1\r\nHost: h\r\n\r\n")
            try await Self.gauge("waiting", 1, metrics)
            connection = nil
            try await Self.gauge("waiting", 0, metrics)
            async let next = running.client.send("GET", "/next")
            try await Self.gauge("waiting", 1, metrics)
            gate.open()
            #expect(try await first.status == 200)
            #expect(try await next.text == "/next")
        }
        #expect(visitors.all == ["/held", "/next"])
    }
}
