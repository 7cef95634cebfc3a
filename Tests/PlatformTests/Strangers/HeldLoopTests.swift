import JSON
import Platform
import Postgres
import Reactor
import TestHarness
import Testing

@Suite("The loop is not held by what is stored")
struct HeldLoopTests {
    /// Each of these is short, and asks for work with a person who is large.
    private static let requests: [(method: String, query: String, body: JSON?)] = [
        ("PATCH", "", ["Operations": [["op": "replace", "path": "active", "value": false]]]),
        ("PATCH", "", ["Operations": [["op": "replace", "path": "phoneNumbers[type eq \"t7\"].value", "value": "n"]]]),
        ("GET", "?attributes=userName", nil),
    ]

    @Test("While a large person is read, changed or deactivated, sockets get their turn")
    func large() async throws {
        let loop = EventLoop()
        try await RunningPlatform.with(configure: { $0.database.loop = loop }) { platform in
            let tenant = try await TestTenant.onboard(platform)
            let numbers = (0..<8_000).map { ["type": .string("t\($0)"), "value": .string("Zo\u{EB} \($0)")] as JSON }
            let id = try await tenant.createUser("ada", ["phoneNumbers": .array(numbers)])
            let start = ContinuousClock.now
            for (method, query, body) in Self.requests {
                #expect(try await tenant.send(method, "/Users/\(id)\(query)", body).status == 200)
            }
            // Done on the loop, nearly all of each request's time would be one turn.
            #expect(loop.turns.longest < start.duration(to: .now) / 4)
        }
    }

    @Test("The longest turn is a metric")
    func metric() async throws {
        try await RunningPlatform.with { platform in
            let text = try await HTTPTestClient(port: platform.operationsPort).send("GET", "/metrics").text
            #expect(text.contains("\nmuster_loop_longest_turn_seconds "))
            #expect(text.contains("\nmuster_loop_long_turns_total "))
            #expect(text.contains("muster_http_connections{server=\"operations\"}"))
        }
    }
}
