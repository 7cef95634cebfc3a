import FoundationEssentials
import JSON
import Postgres
import SCIM
import TestHarness
import Testing

@Suite("The largest person", .sharedPlatform)
struct StoredPersonTests {
    private static let size = "SELECT octet_length(document) FROM muster.users WHERE id = $1"

    private static func text(_ count: Int) -> JSON { .string(String(repeating: "x", count: count)) }

    private static func numbers(_ range: Range<Int>) -> JSON { .array(range.map { .string("\($0)") }) }

    @Test("grows by many requests up to the limit in bytes, and not one byte past it")
    func bytes() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let texts = (10..<25).map { JSON.string("\($0)" + String(repeating: "x", count: Limits.textBytes - 2)) }
            let user = try await tenant.createUser("ada", ["ims": .array(texts), "nickName": "x"])
            let path = "/Users/\(user)"
            let room = Limits.storedPerson.maximumBytes - (try await platform.count(Self.size, [.text(user)]))
            let most = try await tenant.send("PATCH", path, .replacing("nickName", with: Self.text(room + 1)))
            #expect(most.status == 200)
            #expect(try await platform.count(Self.size, [.text(user)]) == 1_048_576)
            let before = try await tenant.send("GET", path)
            for body in [JSON.replacing("nickName", with: Self.text(room + 2)), .patch("add", nil, ["locale": "de"])] {
                let over = try await tenant.send("PATCH", path, body)
                #expect(over.status == 413 && over.isSCIMError)
                #expect(over.text.contains("1048576 bytes") && over.text.contains("20000 values"))
            }
            #expect(try await tenant.send("GET", path).body == before.body)
            try await Self.expectManageable(user, tenant, platform)
        }
    }

    @Test("grows by many requests up to the limit in values, and not one value past it")
    func values() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await tenant.createUser("ada")
            let path = "/Users/\(user)"
            // `schemas` and `userName` are one value each.
            for range in [0..<9_000, 9_000..<18_000, 18_000..<19_998] {
                let patch = JSON.patch("add", "phoneNumbers", Self.numbers(range))
                #expect(try await tenant.send("PATCH", path, patch).status == 200)
            }
            let over = try await tenant.send("PATCH", path, .replacing("nickName", with: "one more"))
            #expect(over.status == 413 && over.isSCIMError)
            try await Self.expectManageable(user, tenant, platform)
        }
    }

    @Test("is refused when it is made or replaced, too")
    func createAndReplace() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            // One value more than the body has: `schemas`.
            let values = JSON.Object(
                dictionaryLiteral: ("userName", "ada"), ("phoneNumbers", Self.numbers(0..<9_999)),
                ("ims", Self.numbers(0..<9_999)))
            #expect(try await tenant.send("POST", "/Users", .object(values)).status == 201)
            let user = try await tenant.createUser("bob")
            var more = values
            more["userName"] = "bob"
            more["nickName"] = "x"
            #expect(try await tenant.send("PUT", "/Users/\(user)", .object(more)).status == 413)
            more["userName"] = "eve"
            #expect(try await tenant.send("POST", "/Users", .object(more)).status == 413)
        }
    }

    @Test("stays manageable although its document is larger than may be written, or cannot be read at all")
    func outgrown() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let numbers = (0..<25_000).map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let schemas = #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#
            let documents = [
                schemas + #""userName":"ada","phoneNumbers":[\#(numbers)]}"#, schemas + #""userName":"ada","title":"#,
            ]
            for (number, document) in documents.enumerated() {
                let user = try await tenant.createUser("user\(number)")
                try await platform.inspect(
                    "UPDATE muster.users SET document = $2 WHERE id = $1", [.text(user), .text(document)])
                for isActive in [false, true, false] {
                    for body in [
                        JSON.replacing("active", with: .bool(isActive)),
                        .patch("replace", nil, ["active": .bool(isActive)]),
                    ] {
                        #expect(try await tenant.send("PATCH", "/Users/\(user)", body).status == 200)
                    }
                    let found = try await platform.inspect(
                        "SELECT status FROM muster.users WHERE id = $1", [.text(user)])
                    #expect((found.first?.first == "deactivated") == !isActive)
                }
                if number == 0 {
                    #expect(try await tenant.send("GET", "/Users/\(user)").status == 200)
                    let smaller = try await tenant.send("PUT", "/Users/\(user)", ["userName": "ada"])
                    #expect(smaller.status == 200)
                }
                #expect(try await tenant.send("DELETE", "/Users/\(user)").status == 204)
            }
        }
    }

    @Test("is refused by the database from whoever goes past the programs")
    func constraint() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await tenant.createUser("ada")
            let plant = "UPDATE muster.users SET document = repeat('x', $2::int) WHERE id = $1"
            try await platform.inspect(plant, [.text(user), .integer(1_048_576)])
            let error = await #expect(throws: DatabaseError.self) {
                try await platform.inspect(plant, [.text(user), .integer(1_048_577)])
            }
            #expect(error?.constraint == "users_document_check")
        }
    }

    private static func expectManageable(
        _ user: String, _ tenant: TestTenant, _ platform: RunningPlatform
    ) async throws {
        let path = "/Users/\(user)"
        #expect(try await tenant.send("GET", path).status == 200)
        #expect(try await tenant.send("GET", path + "?attributes=userName").status == 200)
        #expect(try await tenant.send("PATCH", path, .replacing("active", with: false)).status == 200)
        #expect(try await tenant.send("PATCH", path, .replacing("userName", with: "a")).status == 200)
        #expect(try await tenant.send("PUT", path, ["userName": "eve"]).status == 200)
        #expect(try await tenant.send("DELETE", path).status == 204)
    }
}
