import Administration
import Directory
import FoundationEssentials
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Every way in which an identity provider says that somebody leaves")
struct WaysToLeaveTests {
    /// A request that ends somebody's access.
    struct Way: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: String
        let body: JSON?

        static func patch(_ operation: String, _ path: String?, _ value: JSON) -> Way {
            let text = "PATCH \(operation) \(path ?? "-") \(String(decoding: value.serialized(), as: UTF8.self))"
            return Way(testDescription: text, method: "PATCH", body: .patch(operation, path, value))
        }

        static func put(_ active: JSON) -> Way {
            let body: JSON = [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada@example.com",
                "active": active,
            ]
            let text = "PUT active \(String(decoding: active.serialized(), as: UTF8.self))"
            return Way(testDescription: text, method: "PUT", body: body)
        }

        static let all: [Way] = [
            .patch("replace", "active", false), .patch("Replace", "active", "False"),
            .patch("replace", "Active", "false"), .patch("add", "active", false),
            .patch("replace", nil, ["active": false]), .patch("Replace", nil, ["active": "False"]),
            .put(false), .put("False"), Way(testDescription: "DELETE", method: "DELETE", body: nil),
        ]

        func carryOut(_ user: String, of tenant: TestTenant) async throws -> Int {
            try await tenant.send(method, "/Users/\(user)", body).status
        }
    }

    @Test(
        "Access ends at the commit, with one event, and one offboarding that waits for the worker", arguments: Way.all)
    func leaving(way: Way) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            let events = try await platform.events(about: user)
            #expect(try await way.carryOut(user, of: tenant) == (way.method == "DELETE" ? 204 : 200))
            #expect(try await belongings.count() == [false, false])
            #expect(try await platform.events(about: user) == events + 1)
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings") == 1)
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings WHERE is_pending") == 1)
        }
    }

    @Test("An owner is beyond all of them: 403, an event, and nothing else has changed", arguments: Way.all)
    func owner(way: Way) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            _ = try await platform.administrator.setRole(.owner, of: UserReference(user), in: .id(tenant.id))
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            let before = try await platform.inspect("SELECT * FROM muster.users")
            #expect(try await way.carryOut(user, of: tenant) == 403)
            #expect(try await platform.inspect("SELECT * FROM muster.users") == before)
            #expect(try await belongings.count() == [true, true])
            #expect(try await platform.count("SELECT count(*) FROM muster.jobs") == 0)
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings") == 0)
            let refusals = "SELECT count(*) FROM muster.events WHERE kind = 'user.deactivation_refused'"
            #expect(try await platform.count(refusals) == 1)
        }
    }

    @Test("A deleted person is gone from SCIM, and the rows that the audit needs stay")
    func rowsStay() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            _ = try await Belongings.give(to: user, of: tenant, platform)
            #expect(try await tenant.send("DELETE", "/Users/\(user)").status == 204)
            try await RunningWorker.with(platform) {
                try await platform.eventually(4, "SELECT count(*) FROM muster.receipts WHERE state = 'done'")
            }
            for method in ["GET", "DELETE"] {
                #expect(try await tenant.send(method, "/Users/\(user)").status == 404)
            }
            for table in ["users", "memberships", "keys", "sessions", "offboardings"] {
                #expect(try await platform.count("SELECT count(*) FROM muster.\(table)") == 1, "\(table)")
            }
            let report = try await platform.administrator.offboardings(of: UserReference(user), in: .id(tenant.id))
            #expect(report.first?.report.completedAt != nil)
            #expect(report.first?.events.map(\.kind) == ["user.deleted"])
        }
    }
}
