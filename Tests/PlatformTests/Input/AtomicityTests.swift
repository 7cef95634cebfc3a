import JSON
import Postgres
import TestHarness
import Testing

@Suite("All or nothing", .sharedPlatform)
struct AtomicityTests {
    /// Operations that cannot be done, behind two that can.
    private static let impossible: [JSON] = [
        .operation("replace", "active", "maybe"), .operation("replace", "userName", ""),
        .operation("replace", "userName", "taken"), .operation("remove", nil, nil),
        .operation("remove", "userName", nil),
        .operation("move", "title", "x"), .operation("replace", "id", "x"),
        .operation("replace", "emails[type eq", "x"),
        .operation("replace", "emails[type gt 5 and", "x"), ["path": "title", "value": "x"], "replace",
    ]

    @Test(
        "Of three operations on a person the last is impossible: nothing changed, and there is no event",
        arguments: impossible)
    func person(operation: JSON) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            _ = try await tenant.createUser("taken")
            let user = try await tenant.createUser("ada", ["emails": [["value": "a@example.com", "type": "work"]]])
            let before = (try await tenant.resource("/Users/\(user)"), try await platform.events(about: user))
            let rows = try await Self.rows(platform, tenant)
            let patch = JSON.patch([
                .operation("replace", "title", "Countess"), .operation("replace", "active", false), operation,
            ])
            let answer = try await tenant.send("PATCH", "/Users/\(user)", patch)
            #expect((400..<500).contains(answer.status) && answer.isSCIMError, "\(answer.status) \(answer.text)")
            #expect(try await tenant.resource("/Users/\(user)") == before.0)
            #expect(try await platform.events(about: user) == before.1)
            #expect(try await Self.rows(platform, tenant) == rows)
        }
    }

    @Test("The same for a group: a member who does not exist, a name that is taken")
    func group() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let (ada, bob) = (try await tenant.createUser("ada"), try await tenant.createUser("bob"))
            _ = try await tenant.createGroup("Taken")
            let group = try await tenant.createGroup("Team", members: [ada])
            let before = (try await tenant.resource("/Groups/\(group)"), try await platform.events(about: group))
            let rows = try await Self.rows(platform, tenant)
            let nobody = "01890000-0000-7000-8000-000000000000"
            for operation in [
                JSON.operation("add", "members", .members([nobody])), .operation("add", "members", .members(["x"])),
                .operation("replace", "displayName", "TAKEN"), .operation("remove", "displayName", nil),
                .operation("remove", nil, nil), .operation("replace", "members", .members([bob, nobody])),
            ] {
                let patch = JSON.patch([
                    .operation("add", "members", .members([bob])),
                    .operation("remove", "members[value eq \"\(ada)\"]", nil),
                    operation,
                ])
                let answer = try await tenant.send("PATCH", "/Groups/\(group)", patch)
                #expect((400..<500).contains(answer.status) && answer.isSCIMError, "\(operation): \(answer.status)")
            }
            for body in [
                ["displayName": "Taken", "members": .members([bob])] as JSON,
                ["displayName": "New", "members": .members([bob, nobody])],
            ] {
                #expect([400, 409].contains(try await tenant.send("PUT", "/Groups/\(group)", body).status))
                #expect([400, 409].contains(try await tenant.send("POST", "/Groups", body).status))
            }
            #expect(try await tenant.resource("/Groups/\(group)") == before.0)
            #expect(try await platform.events(about: group) == before.1)
            #expect(try await Self.rows(platform, tenant) == rows)
        }
    }

    @Test("What changes nothing makes no version and no event")
    func unchanged() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await tenant.createUser("ada", ["title": "x", "emails": [["value": "a", "primary": true]]])
            let group = try await tenant.createGroup("Team", members: [user])
            let before = try await Self.rows(platform, tenant)
            let requests: [(String, String, JSON)] = [
                ("PATCH", "/Users/\(user)", .replacing("title", with: "x")),
                ("PATCH", "/Users/\(user)", .replacing("active", with: "True")),
                ("PATCH", "/Users/\(user)", .patch("remove", "nickName", nil)),
                ("PATCH", "/Users/\(user)", .patch("add", "emails", [["value": "a", "primary": true]])),
                (
                    "PUT", "/Users/\(user)",
                    ["userName": "ada", "title": "x", "emails": [["value": "a", "primary": true]]]
                ),
                ("PATCH", "/Groups/\(group)", .patch("add", "members", .members([user]))),
                ("PATCH", "/Groups/\(group)", .replacing("displayName", with: "Team")),
                ("PATCH", "/Groups/\(group)", .patch("remove", "members[value eq \"\(group)\"]", nil)),
                ("PUT", "/Groups/\(group)", ["displayName": "Team", "members": .members([user])]),
            ]
            for (method, path, body) in requests {
                #expect(
                    (200..<300).contains(try await tenant.send(method, path, body).status), "\(method) \(path) \(body)")
                #expect(try await Self.rows(platform, tenant) == before, "\(method) \(path) \(body)")
            }
        }
    }

    /// Everything that the tenant has, events too.
    private static func rows(_ platform: RunningPlatform, _ tenant: TestTenant) async throws -> [[String?]] {
        let tables = ["users", "user_emails", "user_external_ids", "groups", "group_members", "memberships", "events"]
        let text = tables.map { "SELECT '\($0)', t::text FROM muster.\($0) t WHERE tenant_id = $1" }
        return try await platform.inspect(text.joined(separator: " UNION ALL ") + " ORDER BY 1, 2", [.uuid(tenant.id)])
    }
}
