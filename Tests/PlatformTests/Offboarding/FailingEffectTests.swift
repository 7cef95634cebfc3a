import Administration
import Directory
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Effects that cannot be carried out")
struct FailingEffectTests {
    @Test("One that fails is tried again by itself, in sight of staff; the others are done, and so are other people's")
    func oneFails() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let people = [
                try await tenant.createUser("ada@example.com"), try await tenant.createUser("bob@example.com"),
            ]
            for person in people { _ = try await Belongings.give(to: person, of: tenant, platform) }
            try await platform.inspect(
                """
                ALTER TABLE muster.keys ADD CONSTRAINT planted_fault
                    CHECK (revoked_at IS NULL OR user_id <> '\(people[0])') NOT VALID
                """)
            for person in people {
                let answer = try await tenant.send("PATCH", "/Users/\(person)", .replacing("active", with: false))
                #expect(answer.status == 200)
            }
            try await RunningWorker.with(platform) {
                try await platform.eventually(7, "SELECT count(*) FROM muster.receipts WHERE state = 'done'")
                let report = try await platform.administrator.offboardings(
                    of: UserReference(people[0]), in: .id(tenant.id))
                let step = report.first?.report.steps.first
                #expect(step?.effect == "revoke_keys" && step?.finishedAt == nil && step?.attempts ?? 0 > 0)
                #expect(step?.lastError != nil)
                try await platform.inspect("ALTER TABLE muster.keys DROP CONSTRAINT planted_fault")
                try await platform.inspect("UPDATE muster.jobs SET run_at = now() WHERE state = 'queued'")
                try await platform.eventually(8, "SELECT count(*) FROM muster.receipts WHERE state = 'done'")
            }
        }
    }

    @Test("A tenant whose leavings cannot be carried out at all keeps no other tenant's from being")
    func oneTenantFails() async throws {
        try await RunningPlatform.with { platform in
            let broken = try await TestTenant.onboard(platform)
            let sound = try await TestTenant.onboard(platform, instance: 2, client: "sound")
            try await platform.inspect(
                "ALTER TABLE muster.offboardings ADD CONSTRAINT planted_fault "
                    + "CHECK (is_pending OR tenant_id <> '\(broken.id.text)')")
            for tenant in [broken, sound] {
                let person = try await tenant.createUser("ada@example.com")
                let answer = try await tenant.send("PATCH", "/Users/\(person)", .replacing("active", with: false))
                #expect(answer.status == 200)
            }
            try await RunningWorker.with(platform) {
                try await platform.eventually(4, "SELECT count(*) FROM muster.receipts WHERE state = 'done'")
                #expect(platform.loggedText.contains("leavings not carried out"))
                try await platform.inspect("ALTER TABLE muster.offboardings DROP CONSTRAINT planted_fault")
                try await platform.eventually(8, "SELECT count(*) FROM muster.receipts WHERE state = 'done'")
            }
        }
    }
}
