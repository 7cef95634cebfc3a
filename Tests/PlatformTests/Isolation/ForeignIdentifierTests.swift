import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("An id of another tenant")
struct ForeignIdentifierTests {
    private static let unknown = "01890000-0000-7000-8000-000000000000"

    /// Every way to name a person or a group, with what the id of one is to be put into.
    private static func requests(user: String, group: String, own: String) -> [(String, String, JSON?)] {
        [
            ("GET", "/Users/\(user)", nil), ("DELETE", "/Users/\(user)", nil),
            ("PUT", "/Users/\(user)", ["userName": "eve"]),
            ("PATCH", "/Users/\(user)", .replacing("active", with: false)),
            ("GET", "/Groups/\(group)", nil), ("DELETE", "/Groups/\(group)", nil),
            ("PUT", "/Groups/\(group)", ["displayName": "Eve"]),
            ("PATCH", "/Groups/\(group)", .replacing("displayName", with: "Eve")),
            ("GET", "/Users/\(group)", nil), ("GET", "/Groups/\(user)", nil),
            ("POST", "/Groups", ["displayName": "New", "members": .members([user])]),
            ("PATCH", "/Groups/\(own)", .patch("add", "members", .members([user]))),
            ("PATCH", "/Groups/\(own)", .patch("replace", "members", .members([user]))),
            ("PUT", "/Groups/\(own)", ["displayName": "Own", "members": .members([user])]),
            ("POST", "/Users/.search", ["filter": "id eq \"\(user)\" or groups.value eq \"\(group)\""]),
            ("POST", "/Groups/.search", ["filter": "id eq \"\(group)\" or members.value eq \"\(user)\""]),
        ]
    }

    @Test("It is answered exactly like one that nobody has, and nothing happens to its owner")
    func sameAsUnknown() async throws {
        try await RunningPlatform.with { platform in
            let acme = try await TestTenant.onboard(platform)
            let other = try await TestTenant.onboard(platform, instance: 7, client: "other")
            let user = try await other.createUser("bob@example.com")
            let group = try await other.createGroup("Theirs", members: [user])
            let own = try await acme.createGroup("Own")
            let before = (try await other.resource("/Users/\(user)"), try await other.resource("/Groups/\(group)"))

            let foreign = Self.requests(user: user, group: group, own: own)
            let unknown = Self.requests(user: Self.unknown, group: Self.unknown, own: own)
            for (request, model) in zip(foreign, unknown) {
                let answer = try await acme.send(request.0, request.1, request.2)
                let expected = try await acme.send(model.0, model.1, model.2)
                // An answer may repeat the id that was sent, and nothing else may differ.
                let repeated = answer.fingerprint.replacing(user, with: Self.unknown)
                #expect(repeated == expected.fingerprint, "\(request.0) \(request.1)")
                let isSearch = request.1.hasSuffix(".search")
                #expect(isSearch ? try answer.json["totalResults"] == 0 : answer.isSCIMError, "\(answer.text)")
            }
            #expect(try await other.resource("/Users/\(user)") == before.0)
            #expect(try await other.resource("/Groups/\(group)") == before.1)
            #expect(try await acme.members(of: own).isEmpty)
        }
    }

    @Test("Not even raw SQL can refer to it, whoever runs it", arguments: [TestDatabase.Role.app, .admin, .superuser])
    func rawSQL(role: TestDatabase.Role) async throws {
        try await RunningPlatform.with { platform in
            let acme = try await TestTenant.onboard(platform)
            let other = try await TestTenant.onboard(platform, instance: 7, client: "other")
            let theirs = try await other.createUser("bob@example.com")
            let theirGroup = try await other.createGroup("Theirs")
            let own = try await acme.createUser("ada@example.com")
            let ownGroup = try await acme.createGroup("Own")
            let statements: [(String, [Value])] = [
                (
                    "INSERT INTO muster.group_members (group_id, user_id) VALUES ($1, $2)",
                    [.text(ownGroup), .text(theirs)]
                ),
                (
                    "INSERT INTO muster.group_members (group_id, user_id) VALUES ($1, $2)",
                    [.text(theirGroup), .text(own)]
                ),
                ("INSERT INTO muster.memberships (user_id) VALUES ($1)", [.text(theirs)]),
                ("INSERT INTO muster.user_emails (user_id, value_key) VALUES ($1, 'x')", [.text(theirs)]),
                (
                    "INSERT INTO muster.user_external_ids (connection_id, user_id, external_id) VALUES ($2, $1, 'x')",
                    [.text(theirs), .uuid(acme.connection)]
                ),
                (
                    "INSERT INTO muster.group_external_ids (connection_id, group_id, external_id) VALUES ($2, $1, 'x')",
                    [.text(theirGroup), .uuid(acme.connection)]
                ),
            ]
            try await platform.database.connected(as: role) { connected in
                for (text, values) in statements {
                    await expectRefusal(.foreignKeyViolation, text) {
                        _ = try await connected.rows(text, values, boundTo: acme.id)
                    }
                }
            }
        }
    }

    @Test("Two tenants can use the same userName, e-mail, externalId and group name")
    func sameNames() async throws {
        try await RunningPlatform.with { platform in
            let person: JSON = [
                "userName": "ada@example.com", "externalId": "42", "emails": [["value": "ada@example.com"]],
            ]
            for (instance, client) in [(1, "one"), (2, "two")] {
                let tenant = try await TestTenant.onboard(platform, instance: instance, client: client)
                let user = try await tenant.createID("/Users", person)
                let group = try await tenant.createID("/Groups", ["displayName": "Team", "externalId": "42"])
                for filter in ["userName eq \"ada@example.com\"", "externalId eq \"42\"", "emails co \"ada\""] {
                    #expect(try await tenant.found("/Users", filter).map { $0["id"] } == [.string(user)], "\(filter)")
                }
                #expect(try await tenant.found("/Groups", "displayName pr").map { $0["id"] } == [.string(group)])
            }
        }
    }
}
