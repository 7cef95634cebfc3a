import HTTPServer
import JSON
import Postgres
import SCIM
import TestHarness
import Testing

@Suite("Hard limits, exactly at each and one past it", .sharedPlatform)
struct RequestLimitTests {
    @Test("A body of 1 MiB is read, one byte more is a 413")
    func body() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            for (extra, status) in [(0, 201), (1, 413)] {
                // What is unknown is not kept: a stored person may be no larger than this, and has `schemas` besides.
                let start = "{\"userName\":\"ada\(extra)\",\"unknown\":\""
                let padding = 1_048_576 + extra - start.utf8.count - 2
                let text = start + String(repeating: "x", count: padding) + "\"}"
                let client = HTTPTestClient(port: platform.port, host: tenant.host)
                let headers = [("Authorization", "Bearer \(tenant.token)")]
                let answer = try await client.send("POST", "/scim/v2/Users", headers: headers, body: text)
                #expect(answer.status == status, "\(answer.status) \(answer.text.prefix(300))")
                #expect(status == 201 || answer.isSCIMError)
            }
        }
    }

    @Test("32 levels of JSON are read, 33 are a 400")
    func depth() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for (levels, status) in [(32, 201), (33, 400)] {
                var value: JSON = "x"
                for _ in 1..<levels { value = .array([value]) }
                let answer = try await tenant.send(
                    "POST", "/Users", ["userName": .string("ada\(levels)"), "unknown": value])
                #expect(answer.status == status, "\(answer.text)")
            }
        }
    }

    @Test("20,000 values are read, one more is a 413")
    func values() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for (count, status) in [(20_000, 201), (20_001, 413)] {
                let list = JSON.array(Array(repeating: 1, count: count - 1))
                let answer = try await tenant.send(
                    "POST", "/Users", ["userName": .string("ada\(count)"), "unknown": list])
                #expect(answer.status == status, "\(answer.text)")
            }
        }
    }

    @Test("Filters: 4 KiB, 16 levels, 64 comparisons; one more is a 400 invalidFilter")
    func filters() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            func long(_ bytes: Int) -> String {
                "userName eq \"" + String(repeating: "x", count: bytes - 14) + "\""
            }
            func deep(_ levels: Int) -> String {
                String(repeating: "(", count: levels) + "userName pr" + String(repeating: ")", count: levels)
            }
            func many(_ terms: Int) -> String { Array(repeating: "title pr", count: terms).joined(separator: " or ") }
            let pairs = [(long(4096), long(4097)), (deep(16), deep(17)), (many(64), many(65))]
            for (accepted, refused) in pairs {
                for path in ["/Users", "/Groups", ""] where path != "/Groups" {
                    let good = try await tenant.send("POST", path + "/.search", ["filter": .string(accepted)])
                    #expect(good.status == 200, "\(good.text)")
                    let bad = try await tenant.send("POST", path + "/.search", ["filter": .string(refused)])
                    #expect(bad.status == 400 && bad.scimType == "invalidFilter", "\(bad.text)")
                }
                let query = try await tenant.send("GET", "/Users?filter=\(accepted.percentEncoded)")
                #expect(query.status == 200, "\(query.text)")
            }
        }
    }

    @Test("A path of 1 KiB is read, one byte more is a 400 invalidPath")
    func path() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let user = try await tenant.createUser("ada", ["emails": [["value": "a", "type": "work"]]])
            for (bytes, status) in [(1024, 200), (1025, 400)] {
                let path = "title" + String(repeating: " ", count: bytes - 5)
                let answer = try await tenant.send("PATCH", "/Users/\(user)", .replacing(path, with: "x"))
                #expect(answer.status == status, "\(answer.text)")
                #expect(status == 200 || answer.scimType == "invalidPath")
            }
        }
    }

    @Test("1,000 operations of one PATCH are done, one more is a 413")
    func operations() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let user = try await tenant.createUser("ada")
            for (count, status) in [(1000, 200), (1001, 413)] {
                let all = (1...count).map { JSON.operation("replace", "title", .string("\($0)")) }
                let answer = try await tenant.send("PATCH", "/Users/\(user)", .patch(all))
                #expect(answer.status == status && (status == 200 || answer.isSCIMError), "\(answer.text)")
            }
            #expect(try await tenant.resource("/Users/\(user)")["title"] == "1000")
        }
    }

    @Test("10,000 members of one request are taken, one more is a 413, with POST, PUT and PATCH")
    func members() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let ids = try await platform.inspect(
                """
                INSERT INTO muster.users (tenant_id, id, user_name, user_name_key, document, keys)
                SELECT $1::uuid, gen_random_uuid(), n, n, '{"schemas":["x"]}', '{}' FROM generate_series(1, 10001) n
                RETURNING id
                """, [.uuid(tenant.id)]
            ).compactMap { $0[0] }
            let (all, tooMany) = (JSON.members(ids.dropLast()), JSON.members(ids))
            for body in [tooMany, all] {
                let status = body == all ? 201 : 413
                let created = try await tenant.send("POST", "/Groups", ["displayName": "Posted", "members": body])
                #expect(created.status == status, "\(created.text.prefix(300))")
            }
            let group = try await tenant.createGroup("Team")
            for (method, good, bad) in [
                (
                    "PUT", ["displayName": "Team", "members": all] as JSON,
                    ["displayName": "Team", "members": tooMany] as JSON
                ),
                ("PATCH", .patch("add", "members", all), .patch("add", "members", tooMany)),
                ("PATCH", .patch("replace", "members", all), .patch("replace", "members", tooMany)),
            ] {
                let members = "SELECT count(*) FROM muster.group_members WHERE group_id = $1"
                let refused = try await tenant.send(method, "/Groups/\(group)", bad)
                #expect(refused.status == 413 && refused.isSCIMError, "\(refused.text.prefix(300))")
                #expect(try await platform.count(members, [.text(group)]) == 0)
                let taken = try await tenant.send(method, "/Groups/\(group)", good)
                #expect([200, 204].contains(taken.status), "\(taken.text.prefix(300))")
                #expect(try await platform.count(members, [.text(group)]) == 10_000)
                _ = try await tenant.send("PATCH", "/Groups/\(group)", .patch("remove", "members", nil))
            }
        }
    }

    @Test("A page has 1,000 resources at most, and 100 unless the client says")
    func page() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            try await platform.inspect(
                """
                INSERT INTO muster.groups (tenant_id, id, display_name, display_name_key)
                SELECT $1::uuid, gen_random_uuid(), n, n FROM generate_series(1, 1001) n
                """, [.uuid(tenant.id)])
            for (query, rows) in [("", 100), ("?count=999", 999), ("?count=1000", 1000)] {
                let list = try await tenant.resource("/Groups\(query)")
                #expect(list["totalResults"] == 1001 && list["itemsPerPage"] == .integer(Int64(rows)))
                #expect(list["Resources"]?.arrayValue?.count == rows)
            }
            // A client that goes on by what it asked for would never see the last one.
            let refused = try await tenant.send("GET", "/Groups?count=1001")
            #expect(refused.status == 400 && refused.text.contains("tooMany"))
            #expect(try await tenant.resource("/Groups?count=1001&startIndex=2")["itemsPerPage"] == 1_000)
        }
    }

    @Test("A head of 32 KiB is read, one byte more is a 431 in SCIM")
    func head() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            for (bytes, status) in [(32_768, 200), (32_769, 431)] {
                let start =
                    "GET /scim/v2/Users HTTP/1.1\r\nHost: \(tenant.host)\r\nAuthorization: \(tenant.token)\r\nX-Pad: "
                let head = start + String(repeating: "p", count: bytes - start.utf8.count - 4) + "\r\n\r\n"
                let answer = String(
                    decoding: try await HTTPTestClient(port: platform.port).raw(Array(head.utf8)), as: UTF8.self)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer.prefix(500))")
                #expect(status == 200 || answer.contains("urn:ietf:params:scim:api:messages:2.0:Error"))
            }
        }
    }
}
