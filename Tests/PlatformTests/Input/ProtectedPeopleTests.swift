import JSON
import Postgres
import TestHarness
import Testing

@Suite("People whose access no identity provider may end, and roles that none may give", .sharedPlatform)
struct ProtectedPeopleTests {
    @Test(
        "An owner, and an administrator made by hand, stay: 403, nothing half-done, and the attempt is on record",
        arguments: [("Owner", true), ("Owner", false), ("Admin", false), ("EnterpriseAdmin", false)])
    func protected(role: String, isProvisioned: Bool) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await Self.person(role, isProvisioned, platform, tenant)
            let group = try await tenant.createGroup("Team", members: [user])
            let before = try await tenant.resource("/Users/\(user)")
            let requests: [(String, JSON?)] = [
                ("PATCH", .replacing("active", with: false)), ("PATCH", .patch("replace", nil, ["active": "False"])),
                ("PUT", ["userName": "eve", "active": false]), ("DELETE", nil),
                ("PATCH", .patch([.operation("replace", "title", "x"), .operation("replace", "active", false)])),
            ]
            for (method, body) in requests {
                let answer = try await tenant.send(method, "/Users/\(user)", body)
                #expect(answer.status == 403 && answer.isSCIMError, "\(method): \(answer.text)")
            }
            #expect(try await tenant.resource("/Users/\(user)") == before)
            #expect(try await tenant.members(of: group) == [user])
            let refusals = try await platform.count(
                "SELECT count(*) FROM muster.events WHERE subject_id = $1 AND kind = 'user.deactivation_refused'",
                [.text(user)])
            #expect(refusals == requests.count)
            #expect(try await tenant.send("PATCH", "/Users/\(user)", .replacing("title", with: "x")).status == 200)
        }
    }

    @Test(
        "Everybody else can be deactivated",
        arguments: [("Admin", true), ("Blank", false), ("User", true), ("ReadOnly", true)])
    func others(role: String, isProvisioned: Bool) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await Self.person(role, isProvisioned, platform, tenant)
            #expect(try await tenant.send("PATCH", "/Users/\(user)", .replacing("active", with: false)).status == 200)
            #expect(try await tenant.resource("/Users/\(user)")["active"] == false)
            #expect(try await tenant.send("DELETE", "/Users/\(user)").status == 204)
            #expect(try await tenant.send("DELETE", "/Users/\(user)").status == 404)
        }
    }

    @Test(
        "A group, a SCIM role or an entitlement named like a role gives nothing",
        arguments: ["Owner", "owner", "EnterpriseAdmin", "Admin", "Administrators", "muster_admin"])
    func names(name: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await tenant.createUser(
                "ada",
                [
                    "roles": [["value": .string(name), "primary": true]], "entitlements": [["value": .string(name)]],
                    "userType": .string(name), "role": .string(name), "title": .string(name),
                ])
            let group = try await tenant.createGroup(name, members: [user])
            _ = try await tenant.send("PATCH", "/Users/\(user)", .patch("add", "roles", [["value": .string(name)]]))
            #expect(try await tenant.members(of: group) == [user])
            let role = try await platform.inspect(
                "SELECT role FROM muster.memberships WHERE user_id = $1", [.text(user)])
            #expect(role == [["Blank"]])
        }
    }

    private static func person(
        _ role: String, _ isProvisioned: Bool, _ platform: RunningPlatform, _ tenant: TestTenant
    ) async throws -> String {
        let user = try await tenant.createUser("ada")
        try await platform.inspect(
            "UPDATE muster.memberships SET role = $2 WHERE user_id = $1", [.text(user), .text(role)])
        if !isProvisioned {
            try await platform.inspect("UPDATE muster.users SET connection_id = NULL WHERE id = $1", [.text(user)])
        }
        return user
    }
}
