import Administration
import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Whose a key or a session is")
struct IntrospectionAnswerTests {
    @Test("Nothing of somebody pending counts or is given; where no set-up is asked for, the first session ends it")
    func pending() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            try await platform.inspect("UPDATE muster.users SET status = 'pending'")
            #expect(try await belongings.count() == [false, false])
            let (staff, ada) = (platform.administrator, UserReference(user))
            let check = try await staff.check(belongings.key, as: [.apiKey], of: .id(tenant.id))
            #expect(check.refusal == .pending)
            await #expect(throws: AdministrationError.self) {
                _ = try await staff.issueKey(to: ada, of: .id(tenant.id), for: .api)
            }
            await #expect(throws: AdministrationError.self) {
                _ = try await staff.openSession(for: ada, of: .id(tenant.id))
            }
            _ = try await staff.changeSettings(
                of: .id(tenant.id), TenantSettingsChange(setUp: TenantSettings.SetUp.none))
            await #expect(throws: AdministrationError.self) {
                _ = try await staff.issueKey(to: ada, of: .id(tenant.id), for: .api)
            }
            let session = try await staff.openSession(for: ada, of: .id(tenant.id)).secret.text
            #expect(try await belongings.introspect(session).json["active"] == true)
            #expect(try await platform.count("SELECT count(*) FROM muster.events WHERE kind = 'user.set_up'") == 1)
            #expect(try await belongings.count() == [true, true])
        }
    }

    @Test("The answer says whose it is: status, tenant and teams, of which it names a hundred", arguments: [100, 101])
    func teamsOfPerson(count: Int) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let group = try await tenant.createGroup("Team", members: [user])
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            let one = try await belongings.introspect(belongings.key).json
            #expect(one["status"] == "active")
            #expect(one["tenant"] == ["id": .string(tenant.id.text), "instance": 1042])
            #expect(one["teams"] == [["id": .string(group), "name": "Team"]])
            try await platform.inspect(
                """
                WITH made AS (
                    INSERT INTO muster.groups (tenant_id, id, display_name, display_name_key)
                    SELECT $1::uuid, gen_random_uuid(), n, n FROM generate_series(2, $3::int) n RETURNING id
                )
                INSERT INTO muster.group_members (tenant_id, group_id, user_id) SELECT $1, id, $2::uuid FROM made
                """, [.uuid(tenant.id), .text(user), .integer(count)])
            let all = try await belongings.introspect(belongings.key).json
            #expect(all["teams"]?.arrayValue?.count == 100)
            #expect(all["more_teams"] == (count > 100 ? true : nil))
        }
    }
}
