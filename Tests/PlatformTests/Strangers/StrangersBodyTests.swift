import Directory
import JSON
import Platform
import Postgres
import TestHarness
import Testing

@Suite("Bodies of those whom nobody knows", .sharedPlatform)
struct StrangersBodyTests {
    /// Bodies that cannot be read: whoever reads them says 400.
    private static let unreadable = [
        "{", "{\"userName\":\"" + String(repeating: "e\u{301}", count: 100_000),
        "{\"userName\":\"e" + String(repeating: "\u{301}", count: 180_000) + "\"}",
        String(repeating: "[", count: 10_000),
    ]

    @Test(
        "A body is not read before the database has said whose it is", arguments: unreadable, ["POST", "PATCH", "PUT"])
    func unread(body: String, method: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let client = HTTPTestClient(port: platform.port, host: tenant.host)
            let path = method == "POST" ? "/scim/v2/Users" : "/scim/v2/Users/0190b5a1-0000-7000-8000-000000000000"
            let stranger = [("Authorization", "Bearer \(try IssuedSecret.mint().text)")]
            #expect(try await client.send(method, path, headers: stranger, body: body).status == 401)
            let known = [("Authorization", "Bearer \(tenant.token)")]
            #expect(try await client.send(method, path, headers: known, body: body).status == 400)
        }
    }

    @Test("Somebody whom the database has let in lately needs one round trip to create a person")
    func oneRoundTrip() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            for (name, trips) in [("ada", 2), ("bob", 1)] {
                let before = platform.server.database.roundTrips
                _ = try await tenant.createUser(name)
                #expect(platform.server.database.roundTrips - before == trips)
            }
        }
    }

    @Test("More than 30 combining marks in a row are a 400 that says so, in a body and in a query")
    func marks() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let (most, tooMany) = (String(repeating: "\u{301}", count: 30), String(repeating: "\u{301}", count: 31))
            #expect(try await tenant.send("POST", "/Users", ["userName": .string("e" + most)]).status == 201)
            let refused = try await tenant.send("POST", "/Users", ["userName": .string("e" + tooMany)])
            #expect(refused.status == 400)
            #expect(refused.text.contains("combining marks"), "\(refused.text)")
            let query = "/Users?filter=userName+eq+%22e" + String(repeating: "%CC%81", count: 31) + "%22"
            #expect(try await tenant.send("GET", query).status == 400)
        }
    }

    @Test("What differs in nothing but its composition is stored as it was sent")
    func composition() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let (composed, decomposed) = ("Zo\u{EB}", "Zoe\u{308}")
            let id = try await tenant.createUser(
                "zoe", ["displayName": .string(composed), "externalId": .string(composed)])
            for method in ["PATCH", "PUT"] {
                for name in [decomposed, composed] {
                    let members: JSON = [
                        "userName": "zoe", "displayName": .string(name), "externalId": .string(name),
                    ]
                    let body: JSON =
                        method == "PUT" ? members : ["Operations": [["op": "replace", "value": members]]]
                    let answer = try await tenant.send(method, "/Users/\(id)", body)
                    #expect(answer.status == 200)
                    let stored = try await tenant.resource("/Users/\(id)")
                    #expect(stored["displayName"] == .string(name), "\(method)")
                    #expect(stored["externalId"] == .string(name), "\(method)")
                }
            }
        }
    }
}
