import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("What refusals advise", .sharedPlatform)
struct AdviceTests {
    private static let secret = String(repeating: "0", count: 38)

    @Test(
        "A 401 tells what anybody can see is wrong with a token, and repeats nothing of it",
        arguments: [
            (nil, "There is no Authorization header."), ("Basic YTpi", "Basic"), ("Bearer", "without a token"),
            ("Bearer Bearer mst_\(secret)", "Bearer twice"), ("Bearer \"mst_\(secret)\"", "in quotes"),
            ("Bearer mst_0000", "cut off: it has 8 of 42"), ("Bearer mst_\(secret)0", "too long"),
            ("Bearer mst_\(secret)", "mistyped"), ("Bearer msk_\(secret)", "for something else"),
            ("Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", "This is no Muster token."), ("Bearer a b c", "more than the word"),
        ] as [(String?, String)])
    func tokens(header: String?, finding: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let client = HTTPTestClient(port: platform.port, host: tenant.host)
            let headers = header.map { [("Authorization", $0)] } ?? []
            let answer = try await client.send("GET", "/scim/v2/Users", headers: headers)
            #expect(answer.status == 401 && answer.isSCIMError && answer.header("WWW-Authenticate") != nil)
            #expect(answer.text.replacing("\\\"", with: "\"").contains(finding), "\(answer.text)")
            #expect(answer.text.contains("begins with mst_ and has 42 characters"))
            #expect(!answer.text.contains(Self.secret) && !answer.text.contains("eyJ"))
            // Who exists is told to nobody: at a host that nobody has, all of them are told the same.
            let elsewhere = HTTPTestClient(port: platform.port, host: "cp-inst9999-nobody.example.com")
            #expect(try await elsewhere.send("GET", "/scim/v2/Users", headers: headers).status == 421)
        }
    }

    @Test(
        "A 404 names the base path, and the endpoint that is nearest",
        arguments: [
            ("/scim/v2/users", "Did you mean /scim/v2/Users?"), ("/scim/v2/User", "Did you mean /scim/v2/Users?"),
            ("/scim/v2/Grops/7", "Did you mean /scim/v2/Groups?"), ("/scim/Users", "Did you mean /scim/v2/Users?"),
            ("/scmi/v2", "served below /scim/v2"), ("/Users", "Did you mean /scim/v2/Users?"),
            ("/scim/v2/schemas", "Did you mean /scim/v2/Schemas?"),
            ("/_api/scim/v2/users", "Did you mean /_api/scim/v2/Users?"),
            ("/scim/v2/nonsense", "/scim/v2/ResourceTypes"),
        ])
    func endpoints(path: String, hint: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let answer = try await tenant.send("GET", path, base: "")
            #expect(answer.status == 404 && answer.isSCIMError)
            #expect(try answer.json["detail"]?.stringValue?.contains(hint) == true, "\(answer.text)")
        }
    }

    @Test("Members who do not exist are named, the first few of many; a group is told that it is one")
    func members() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let ada = try await tenant.createUser("ada")
            let (team, other) = (try await tenant.createGroup("Team"), try await tenant.createGroup("Other"))
            let unknown = UUID().uuidString.lowercased()
            let cases: [([String], [String])] = [
                ([ada, unknown], ["somebody who does not exist", unknown]), (["nobody"], ["nobody"]),
                ((0..<7).map { "nobody\($0)" }, ["7 people", "nobody0", "nobody4", "and others"]),
                ([ada, other], ["names a group", other, "nested groups"]),
            ]
            for (ids, hints) in cases {
                let requests: [(String, String, JSON)] = [
                    ("PATCH", "/Groups/\(team)", .patch("add", "members", .members(ids))),
                    ("PUT", "/Groups/\(team)", ["displayName": "Team", "members": .members(ids)]),
                    ("POST", "/Groups", ["displayName": "New", "members": .members(ids)]),
                ]
                for (method, path, body) in requests {
                    let answer = try await tenant.send(method, path, body)
                    #expect(answer.status == 400 && answer.scimType == "invalidValue")
                    for hint in hints { #expect(answer.text.contains(hint), "\(method): \(answer.text)") }
                    #expect(!answer.text.contains(ada) && !answer.text.contains("nobody5"))
                }
            }
        }
    }

    @Test("A 409 says what is taken, what has it, and who made that", arguments: ["this", "another", "hand"])
    func taken(maker: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let person: JSON = ["userName": "ada", "externalId": "00u1"]
            let user = try await tenant.createID("/Users", person)
            let group = try await tenant.createID("/Groups", ["displayName": "Team", "externalId": "00g1"])
            let connection = ["another": "gen_random_uuid()", "hand": "NULL"][maker] ?? "connection_id"
            for (table, id) in [("users", user), ("groups", group)] {
                try await platform.inspect(
                    "UPDATE muster.\(table) SET connection_id = \(connection) WHERE id = $1", [.text(id)])
            }
            let who = [
                "this": "which this connection made", "another": "which another connection of this tenant made",
                "hand": "which was made by hand",
            ]
            let other = try await tenant.createID("/Users", ["userName": "eve"])
            let crew = try await tenant.createID("/Groups", ["displayName": "Crew"])
            let requests: [(String, String, JSON, String, String)] = [
                ("POST", "/Users", ["userName": "ADA"], "userName", user),
                ("PATCH", "/Users/\(other)", .replacing("userName", with: "ada"), "userName", user),
                ("PUT", "/Users/\(other)", ["userName": "eve", "externalId": "00u1"], "externalId", user),
                ("POST", "/Groups", ["displayName": "TEAM"], "displayName", group),
                ("PATCH", "/Groups/\(crew)", .replacing("displayName", with: "team"), "displayName", group),
                ("PUT", "/Groups/\(crew)", ["displayName": "Crew", "externalId": "00g1"], "externalId", group),
            ]
            for (method, path, body, attribute, holder) in requests {
                let answer = try await tenant.send(method, path, body)
                #expect(answer.status == 409 && answer.scimType == "uniqueness")
                let expected = "This \(attribute) belongs to \(holder), \(who[maker] ?? "")."
                #expect(answer.text.contains(expected), "\(method) \(path): \(answer.text)")
            }
        }
    }

    @Test("An address for a host is told to use the tenant URL", arguments: ["127.0.0.1", "[::1]", "192.0.2.1:8080"])
    func addresses(host: String) async throws {
        try await SharedPlatform.withTenant { platform, _ async throws in
            let answer = try await HTTPTestClient(port: platform.port, host: host).send("GET", "/scim/v2/Users")
            #expect(answer.status == 400 && answer.isSCIMError)
            #expect(answer.text.contains("Use the tenant URL that you were given"), "\(answer.text)")
        }
    }
}
