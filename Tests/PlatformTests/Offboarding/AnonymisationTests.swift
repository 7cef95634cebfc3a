import Administration
import Directory
import FoundationEssentials
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Anonymising people who have left")
struct AnonymisationTests {
    private static let name = "Erika.Mustermann@example.com"

    /// Lends somebody with personal data in every place that takes it.
    private func withPerson(
        _ body: (RunningPlatform, TestTenant, String) async throws -> Void
    ) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser(
                Self.name,
                [
                    "externalId": "mustermann-1", "displayName": "Erika Mustermann",
                    "name": ["givenName": "Erika", "familyName": "Mustermann"],
                    "emails": [["value": .string(Self.name), "type": "work", "primary": true]],
                ])
            try await body(platform, tenant, user)
        }
    }

    /// How many rows of any table of tenants still hold the person's name.
    private func traces(_ platform: RunningPlatform) async throws -> Int {
        var found = 0
        for table in ["users", "user_emails", "user_external_ids", "events", "jobs", "finished_jobs", "memberships"] {
            found += try await platform.count(
                "SELECT count(*) FROM muster.\(table) t WHERE t::text ILIKE '%mustermann%'")
        }
        return found
    }

    @Test("By hand: not while they have access, then for ever; the id and the log stay")
    func byHand() async throws {
        try await withPerson { platform, tenant, user in
            let staff = platform.administrator
            #expect(try await traces(platform) > 0)
            await #expect(throws: AdministrationError.self) {
                _ = try await staff.anonymise(UserReference(user), of: .id(tenant.id))
            }
            #expect(try await traces(platform) > 0)
            let answer = try await tenant.send("PATCH", "/Users/\(user)", .replacing("active", with: false))
            #expect(answer.status == 200)
            let events = try await platform.events(about: user)
            _ = try await staff.anonymise(UserReference(user), of: .id(tenant.id))
            #expect(try await traces(platform) == 0)
            #expect(try await platform.events(about: user) == events + 1)
            #expect(try await tenant.resource("/Users/\(user)")["userName"] == .string("anonymised-\(user)"))
        }
    }

    @Test("By the tenant's rule: the worker anonymises who left long enough ago, and nobody else")
    func byRetention() async throws {
        try await withPerson { platform, tenant, user in
            let stayed = try await tenant.createUser("stayed@example.com")
            let recent = try await tenant.createUser("recent@example.com")
            for person in [user, recent] {
                let answer = try await tenant.send("PATCH", "/Users/\(person)", .replacing("active", with: false))
                #expect(answer.status == 200)
            }
            _ = try await platform.administrator.changeSettings(
                of: .id(tenant.id), TenantSettingsChange(anonymisation: .after(.seconds(90 * 86_400))))
            try await platform.inspect(
                "UPDATE muster.users SET deactivated_at = deactivated_at - interval '90 days' WHERE id = $1",
                [.text(user)])
            try await RunningWorker.with(platform) {
                try await platform.eventually(
                    1, "SELECT count(*) FROM muster.events WHERE kind = 'user.anonymised' AND actor_kind = 'worker'")
            }
            #expect(try await traces(platform) == 0)
            for (person, name) in [(stayed, "stayed@example.com"), (recent, "recent@example.com")] {
                #expect(try await tenant.resource("/Users/\(person)")["userName"] == .string(name))
            }
        }
    }
}
