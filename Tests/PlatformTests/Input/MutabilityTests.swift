import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("What clients cannot change", .sharedPlatform)
struct MutabilityTests {
    /// Everything that the service keeps itself, and names that only the database has.
    private static let members: [(String, JSON)] = [
        ("id", "01890000-0000-7000-8000-000000000000"),
        ("meta", ["version": "W/\"99\"", "created": "2001-01-01T00:00:00Z"]),
        ("schemas", ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:x"]), ("groups", [["value": "GROUP"]]),
        ("tenant_id", "00000000-0000-0000-0000-000000000000"), ("tenantId", "x"), ("status", "active"), ("version", 99),
        ("generation", 99), ("access_epoch", "2001-01-01T00:00:00Z"), ("role", "Owner"), ("connection_id", "x"),
        ("user_name_key", "x"), ("deleted_at", "2001-01-01T00:00:00Z"), ("set_up_at", "2001-01-01T00:00:00Z"),
        ("keys", [:]), ("document", "x"), ("__proto__", ["active": false]),
    ]

    @Test("In a POST or a PUT it is left aside, and changes nothing", arguments: members.map(\.0))
    func whole(name: String) async throws {
        try await Self.withGroup { platform, tenant, group in
            let value = try Self.value(name, group)
            let created = try await tenant.send("POST", "/Users", .object(Self.body("ada", name, value)))
            #expect(created.status == 201, "\(created.text)")
            let user = try #require(try created.json["id"]?.stringValue)
            let plain = try await tenant.resource("/Users/\(user)")
            let replaced = try await tenant.send("PUT", "/Users/\(user)", .object(Self.body("ada", name, value)))
            #expect(replaced.status == 200, "\(replaced.text)")
            #expect(try await tenant.resource("/Users/\(user)") == plain, "no new version either")
            try await Self.expectUntouched(platform, tenant, user, group)
        }
    }

    @Test(
        "A PATCH that would change it is a 400 mutability, one without a path leaves it aside",
        arguments: ["id", "meta", "groups"])
    func patched(name: String) async throws {
        try await Self.withGroup { platform, tenant, group in
            let user = try await tenant.createUser("ada")
            let plain = try await tenant.resource("/Users/\(user)")
            let value = try Self.value(name, group)
            // Whoever is taken out of a group that they are not in stays as they are.
            for operation in ["add", "replace"] + (name == "groups" ? [] : ["remove"]) {
                let answer = try await tenant.send("PATCH", "/Users/\(user)", .patch(operation, name, value))
                #expect(answer.status == 400 && answer.scimType == "mutability", "\(operation): \(answer.text)")
            }
            let pathless = JSON.patch("replace", nil, .object([name: value]))
            #expect(try await tenant.send("PATCH", "/Users/\(user)", pathless).status == 200)
            #expect(try await tenant.resource("/Users/\(user)") == plain)
            try await Self.expectUntouched(platform, tenant, user, group)
        }
    }

    @Test(
        "A PATCH of a name that no schema has reaches no column",
        arguments: members.map(\.0).filter { $0.contains("_") })
    func internalNames(name: String) async throws {
        try await Self.withGroup { platform, tenant, group in
            let user = try await tenant.createUser("ada")
            let plain = try await tenant.resource("/Users/\(user)")
            let value = try Self.value(name, group)
            for patch in [JSON.replacing(name, with: value), .patch("add", nil, .object([name: value]))] {
                let answer = try await tenant.send("PATCH", "/Users/\(user)", patch)
                #expect(answer.status == 200 || answer.status == 400, "\(answer.text)")
            }
            #expect(try await tenant.resource("/Users/\(user)") == plain)
            try await Self.expectUntouched(platform, tenant, user, group)
        }
    }

    @Test(
        "What a person cannot be without cannot be removed",
        arguments: [("remove", JSON?.none), ("replace", ""), ("replace", .null)])
    func required(operation: String, value: JSON?) async throws {
        try await Self.withGroup { _, tenant, group in
            let user = try await tenant.createUser("ada")
            for (path, name) in [("/Users/\(user)", "userName"), ("/Groups/\(group)", "displayName")] {
                let before = try await tenant.resource(path)
                let answer = try await tenant.send("PATCH", path, .patch(operation, name, value))
                #expect(answer.status == 400 && answer.isSCIMError, "\(answer.text)")
                #expect(try await tenant.resource(path) == before)
            }
        }
    }

    private static func withGroup(
        _ body: (RunningPlatform, TestTenant, String) async throws -> Void
    ) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            try await body(platform, tenant, try await tenant.createGroup("Team"))
        }
    }

    private static func value(_ name: String, _ group: String) throws -> JSON {
        name == "groups" ? [["value": .string(group)]] : try #require(members.first { $0.0 == name }?.1)
    }

    private static func body(_ userName: String, _ name: String, _ value: JSON) -> JSON.Object {
        var body: JSON.Object = ["userName": .string(userName)]
        body[name] = value
        return body
    }

    private static func expectUntouched(
        _ platform: RunningPlatform, _ tenant: TestTenant, _ user: String, _ group: String
    ) async throws {
        #expect(try await tenant.members(of: group).isEmpty)
        let rows = try await platform.inspect(
            """
            SELECT u.tenant_id, u.status, u.version, s.role, u.deleted_at, u.set_up_at, u.user_name_key, u.connection_id
              FROM muster.users u JOIN muster.memberships s ON s.user_id = u.id WHERE u.id = $1
            """, [.text(user)])
        let connection = tenant.connection.uuidString.lowercased()
        #expect(
            rows == [[tenant.id.uuidString.lowercased(), "pending", "1", "Blank", nil, nil, "ada", connection]])
    }
}
