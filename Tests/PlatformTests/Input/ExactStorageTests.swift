import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("What comes back is what was sent", .sharedPlatform)
struct ExactStorageTests {
    private static let forms = ["Jos\u{e9}", "Jose\u{301}"]

    @Test("A value that differs from the stored one in its composition only is stored, whichever request brings it")
    func composition() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let user = try await tenant.createUser("ada")
            let group = try await tenant.createGroup("Team")
            for form in Self.forms + Self.forms {
                let changes: [(String, JSON, [String])] = [
                    ("/Users/\(user)", .replacing("displayName", with: .string(form)), ["displayName"]),
                    ("/Users/\(user)", .replacing("name.givenName", with: .string(form)), ["name", "givenName"]),
                    ("/Users/\(user)", .replacing("externalId", with: .string(form)), ["externalId"]),
                    ("/Users/\(user)", .replacing("userName", with: .string(form)), ["userName"]),
                    ("/Groups/\(group)", .replacing("displayName", with: .string(form)), ["displayName"]),
                    ("/Groups/\(group)", .replacing("externalId", with: .string(form)), ["externalId"]),
                ]
                for (path, change, names) in changes {
                    let answer = try await tenant.send("PATCH", path, change)
                    #expect(answer.status == 200)
                    for shown in [try answer.json, try await tenant.resource(path)] {
                        let text = names.reduce(JSON?.some(shown)) { $0?[$1] }?.stringValue
                        #expect(text.map { Array($0.utf8) } == Array(form.utf8), "\(path) \(names)")
                    }
                }
                let found = try await tenant.found("/Users", "externalId eq \"\(form)\"")
                #expect(found.count == 1)
            }
        }
    }

    @Test("A group of ten thousand can be put back as a GET shows it")
    func largeGroup() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            try await platform.inspect(
                """
                INSERT INTO muster.users (tenant_id, id, user_name, user_name_key, document, keys)
                SELECT $1::uuid, gen_random_uuid(), 'p' || n, 'p' || n, '{"schemas":[],"userName":"p' || n || '"}', '{}'
                  FROM generate_series(1, 10000) n
                """, [.text(tenant.id.uuidString)])
            let group = try await tenant.createGroup("Team")
            try await platform.inspect(
                """
                INSERT INTO muster.group_members (tenant_id, group_id, user_id)
                SELECT u.tenant_id, $2::uuid, u.id FROM muster.users u WHERE u.tenant_id = $1::uuid
                """, [.text(tenant.id.uuidString), .text(group)])
            let shown = try await tenant.send("GET", "/Groups/\(group)")
            let limits = JSON.Limits(maximumBytes: 4 << 20, maximumValues: 100_000)
            var body = try #require(try JSON(parsing: shown.body, limits: limits).objectValue)
            #expect(body["members"]?.arrayValue?.count == 10_000)
            let same = try await tenant.send("PUT", "/Groups/\(group)", .object(body))
            #expect(same.status == 200 && same.header("ETag") == shown.header("ETag"), "\(same.text.prefix(300))")
            body["displayName"] = "Crew"
            let renamed = try await tenant.send("PUT", "/Groups/\(group)", .object(body))
            #expect(renamed.status == 200 && renamed.text.contains("Crew"), "\(renamed.text.prefix(300))")
            try await Self.expectProjections(group, tenant)
        }
    }

    /// RFC 7644 section 3.5.2: a PATCH that says which attributes it wants is answered with these.
    private static func expectProjections(_ group: String, _ tenant: TestTenant) async throws {
        let cases: [(String, [String])] = [
            ("?attributes=displayName", ["displayName", "id", "schemas"]),
            ("?excludedAttributes=members", ["displayName", "id", "meta", "schemas"]),
            ("?attributes=displayName,members", ["displayName", "id", "schemas"]),
            ("?excludedAttributes=meta", ["displayName", "id", "schemas"]),
        ]
        for (number, (query, names)) in cases.enumerated() {
            for name in ["Name \(number)", "Name \(number)"] {
                let change = JSON.replacing("displayName", with: .string(name))
                let answer = try await tenant.send("PATCH", "/Groups/\(group)\(query)", change)
                #expect(answer.status == 200, "\(query)")
                #expect(try answer.json.objectValue?.names.sorted() == names, "\(query): \(answer.text.prefix(300))")
            }
        }
        let plain = try await tenant.send("PATCH", "/Groups/\(group)", .replacing("displayName", with: "Other"))
        #expect(plain.status == 204)
    }
}
