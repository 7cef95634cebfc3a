import JSON
import Platform
import Postgres
import TestHarness
import Testing

@Suite("What a request costs in round trips to PostgreSQL")
struct RoundTripTests {
    @Test("A read is one round trip, a change two")
    func roundTrips() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let other = try await tenant.createUser("bob@example.com")
            let group = try await tenant.createGroup("Team", members: [user])
            let add: JSON = [
                "Operations": [["op": "add", "path": "members", "value": [["value": .string(other)]]]]
            ]
            let rename: JSON = ["Operations": [["op": "replace", "path": "displayName", "value": "Ada"]]]
            let costs: [(String, String, JSON?, Int)] = [
                ("GET", "/Users/\(user)", nil, 1),
                ("GET", "/Users?filter=userName%20eq%20%22ada@example.com%22", nil, 1),
                ("GET", "/Users?count=10", nil, 1),
                ("GET", "/Groups/\(group)", nil, 1),
                ("POST", "/Users", ["userName": "eve@example.com"], 1),
                ("PATCH", "/Users/\(user)", rename, 2),
                ("PATCH", "/Groups/\(group)", add, 2),
                ("PUT", "/Users/\(user)", ["userName": "ada@example.com", "title": "Countess"], 2),
                ("DELETE", "/Users/\(user)", nil, 2),
                ("DELETE", "/Groups/\(group)", nil, 2),
            ]
            for (method, path, body, cost) in costs {
                let before = platform.server.database.roundTrips
                let response = try await tenant.send(method, path, body)
                #expect((200..<300).contains(response.status), "\(method) \(path): \(response.text)")
                #expect(platform.server.database.roundTrips - before == cost, "\(method) \(path)")
            }
        }
    }
}
