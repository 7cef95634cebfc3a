import Directory
import FoundationEssentials
import JSON
import Postgres
import SCIM
import TestHarness
import Testing

@testable import Provisioning

@Suite("The largest answers", .sharedPlatform)
struct LargeAnswerTests {
    /// People, and a group that all of them are in.
    private static func makeGroup(
        of count: Int, _ tenant: TestTenant, _ platform: RunningPlatform
    ) async throws -> String {
        let group = try await tenant.createGroup("Large")
        let values: [Value] = [.uuid(tenant.id), .text(group), .integer(count)]
        try await platform.inspect(
            """
            WITH added AS (
                INSERT INTO muster.users (tenant_id, id, user_name, user_name_key, document, keys)
                SELECT $1::uuid, gen_random_uuid(), n, n, '{"schemas":["urn:x"],"userName":"' || n || '"}', '{}'
                  FROM generate_series(1, $3::int) n
                RETURNING tenant_id, id)
            INSERT INTO muster.group_members (tenant_id, group_id, user_id)
            SELECT tenant_id, $2::uuid, id FROM added
            """, values)
        return group
    }

    @Test(
        "show a group with as many members as there may be, and refuse it with one more",
        arguments: [LargeWork.ordinaryMembers, LargeWork.ordinaryMembers + 1, Limits.membersPerAnswer])
    func members(count: Int) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let group = try await Self.makeGroup(of: count, tenant, platform)
            for path in ["/Groups/\(group)", "/Groups/\(group)?attributes=members.value"] {
                let answer = try await tenant.resource(path)
                let members = answer["members"]?.arrayValue ?? []
                #expect(Set(members.compactMap { $0["value"]?.stringValue }).count == count)
                #expect(members.allSatisfy { ($0["type"] == nil) == path.contains("members.value") })
            }
            let list = try await tenant.resource("/Groups?filter=displayName%20eq%20%22large%22")
            #expect(list["Resources"]?.arrayValue?.first?["members"]?.arrayValue?.count == count)
            guard count == Limits.membersPerAnswer else { return }
            let user = try await tenant.createUser("one more")
            let patch = JSON.patch("add", "members", .members([user]))
            #expect(try await tenant.send("PATCH", "/Groups/\(group)", patch).status == 204)
            let paths = [
                "/Groups/\(group)", "/Groups", "/Groups?count=1", "/Groups?filter=displayName%20eq%20%22large%22",
            ]
            for path in paths {
                let refused = try await tenant.send("GET", path)
                #expect(refused.status == 400 && refused.isSCIMError, "\(path)")
                #expect(try refused.json["scimType"] == "tooMany")
                #expect(refused.text.contains("excludedAttributes=members"))
                let without = path + (path.contains("?") ? "&" : "?") + "excludedAttributes=members"
                #expect(try await tenant.send("GET", without).status == 200)
            }
            let rename = try await tenant.send("PUT", "/Groups/\(group)", ["displayName": "Renamed"])
            #expect(rename.status == 204)
            let page = try await tenant.resource(
                "/Users?filter=groups.value%20eq%20%22\(group)%22&startIndex=20001&attributes=userName")
            #expect(page["totalResults"] == 20_001)
            #expect(page["itemsPerPage"] == 1)
        }
    }

    @Test("hold as many bytes of people as there may be, and end early or are refused with one more")
    func bytesOfPage() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let size = Limits.storedPerson.maximumBytes
            #expect(Limits.pageBytes == 4 * size)
            var people: [String] = []
            for number in 0..<5 { people.append(try await tenant.createUser("user\(number)")) }
            let grow = """
                UPDATE muster.users SET document = replace(document, '"userName"', '"title":"'
                       || repeat('x', $2::int - octet_length(document) - 11) || '","userName"') WHERE id = $1
                """
            for user in people.prefix(4) { try await platform.inspect(grow, [.text(user), .integer(size)]) }
            let exact = try await tenant.resource("/Users?count=4&attributes=userName")
            #expect(exact["itemsPerPage"] == 4)
            for (path, fitting) in [("/Users?count=5", 4), ("/Users?count=1000", 4), ("/?count=5", 4)] {
                let refused = try await tenant.send("GET", path)
                #expect(refused.status == 400 && refused.text.contains("count=\(fitting) or less"), "\(path)")
            }
            for path in ["/Users?", "/?"] {
                let first = try await tenant.resource(path + "attributes=userName")
                #expect(first["totalResults"] == 5 && first["itemsPerPage"] == 4)
                let rest = try await tenant.resource(path + "attributes=userName&startIndex=5")
                #expect(rest["totalResults"] == 5 && rest["itemsPerPage"] == 1)
            }
        }
    }

    @Test("never leave out silently what lies behind the largest page")
    func count() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            _ = try await Self.makeGroup(of: Limits.maximumPage + 1, tenant, platform)
            let path = "/Users?attributes=userName"
            #expect(try await tenant.resource(path + "&count=1000")["itemsPerPage"] == 1_000)
            #expect(try await tenant.resource(path + "&count=1001&startIndex=2")["itemsPerPage"] == 1_000)
            let refused = try await tenant.send("GET", path + "&count=1001")
            #expect(refused.status == 400 && refused.text.contains("count=1000 or less"))
        }
    }

    @Test("leave out no group of a person silently")
    func groupsOfPerson() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await tenant.createUser("ada")
            // A thousand groups whose names take a kilobyte each.
            try await platform.inspect(
                """
                WITH added AS (
                    INSERT INTO muster.groups (tenant_id, id, display_name, display_name_key)
                    SELECT $1::uuid, gen_random_uuid(), repeat('x', 1000) || n, n FROM generate_series(1, 1000) n
                    RETURNING tenant_id, id
                ), noted AS (
                    INSERT INTO muster.user_groupings (tenant_id, user_id, changes, changed_at)
                    VALUES ($1::uuid, $2::uuid, 1000, now()))
                INSERT INTO muster.group_members (tenant_id, group_id, user_id)
                SELECT tenant_id, id, $2::uuid FROM added
                """, [.uuid(tenant.id), .text(user)])
            for path in ["/Users/\(user)", "/Users", "/Users?filter=userName%20eq%20%22ada%22"] {
                let refused = try await tenant.send("GET", path)
                #expect(refused.status == 400 && refused.text.contains("excludedAttributes=groups"), "\(path)")
                let without = path + (path.contains("?") ? "&" : "?") + "excludedAttributes=groups"
                #expect(try await tenant.send("GET", without).status == 200)
            }
            let path = "/Users/\(user)"
            #expect(try await tenant.send("PATCH", path, .replacing("title", with: "x")).status == 204)
            #expect(try await tenant.send("PUT", path, ["userName": "eve"]).status == 204)
            #expect(try await tenant.send("PATCH", path, .replacing("active", with: false)).status == 204)
            #expect(try await tenant.send("DELETE", path).status == 204)
        }
    }

    @Test(
        "are projected as if they had been read and written again",
        arguments: [
            "", "attributes=members", "attributes=members.value", "attributes=members.$ref,displayName",
            "attributes=members.type", "attributes=members.display", "attributes=members.value,members.type",
            "excludedAttributes=members.value", "excludedAttributes=members", "excludedAttributes=members.$ref,meta",
        ])
    func projections(query: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            var people: [String] = []
            for number in 0..<3 { people.append(try await tenant.createUser("user\(number)")) }
            let group = try await tenant.createGroup("Team", members: people)
            let whole = try await tenant.resource("/Groups/\(group)")
            let projection = try SearchRequest(query: query).projection(for: .group)
            let expected = JSON.object(projection.apply(to: try #require(whole.objectValue)))
            #expect(try await tenant.resource("/Groups/\(group)?\(query)") == expected)
        }
    }
}
