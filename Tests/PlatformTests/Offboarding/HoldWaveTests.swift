import Administration
import Directory
import FoundationEssentials
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Whom a hold takes in")
struct HoldWaveTests {
    private static let rows = """
        SELECT u.id, u.user_name, u.user_name_key, u.document, u.keys, u.status, u.deleted_at, u.deactivated_at, u.set_up_at,
               s.role, s.deleted_at, s.deleted_by_generation,
               (SELECT string_agg(k.id || coalesce(k.revoked_at::text, '-'), ',' ORDER BY k.id)
                  FROM muster.keys k WHERE k.user_id = u.id),
               (SELECT string_agg(o.id || coalesce(o.ended_at::text, '-'), ',' ORDER BY o.id)
                  FROM muster.sessions o WHERE o.user_id = u.id),
               (SELECT string_agg(m.group_id::text, ',' ORDER BY m.group_id)
                  FROM muster.group_members m WHERE m.user_id = u.id),
               (SELECT string_agg(e.value_key, ',') FROM muster.user_emails e WHERE e.user_id = u.id),
               (SELECT string_agg(x.external_id, ',') FROM muster.user_external_ids x WHERE x.user_id = u.id)
          FROM muster.users u JOIN muster.memberships s ON s.user_id = u.id ORDER BY u.id
        """

    /// People of a team with keys and sessions, made by the identity provider.
    private func people(_ count: Int, of tenant: TestTenant, _ platform: RunningPlatform) async throws -> [String] {
        var people: [String] = []
        for number in 0..<count {
            people.append(
                try await tenant.createUser(
                    "user\(number)@example.com",
                    ["externalId": .string("x\(number)"), "emails": [["value": .string("user\(number)@example.com")]]]))
        }
        _ = try await tenant.createGroup("Team", members: people)
        for person in people { _ = try await Belongings.give(to: person, of: tenant, platform) }
        return people
    }

    private func leave(_ person: String, of tenant: TestTenant, byDeletion: Bool = false) async throws {
        if byDeletion {
            #expect(try await tenant.send("DELETE", "/Users/\(person)").status == 204)
        } else {
            let answer = try await tenant.send("PATCH", "/Users/\(person)", .replacing("active", with: false))
            #expect(answer.status == 200)
        }
    }

    @Test("Everybody from the first one on: who was through before it stood comes back as they were, too")
    func wholeWave() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let people = try await people(30, of: tenant, platform)
            let before = try await platform.inspect(Self.rows)
            for (number, person) in people.prefix(12).enumerated() {
                try await leave(person, of: tenant, byDeletion: number % 3 == 0)
            }
            try await platform.carryOutLeavings()
            #expect(try await platform.count("SELECT count(*) FROM muster.receipts WHERE state = 'done'") == 48)
            for person in people[12..<24] { try await leave(person, of: tenant) }
            let hold = try await platform.openHold()
            for person in people[24..<26] { try await leave(person, of: tenant, byDeletion: true) }
            try await platform.carryOutLeavings()
            #expect(try await platform.count("SELECT count(*) FROM muster.receipts WHERE state = 'done'") == 48)

            let undone = try await platform.administrator.undoHold(hold, of: .id(tenant.id))
            #expect(undone.hold.returned == 26)
            #expect(undone.notReturned == [])
            #expect(try await platform.inspect(Self.rows) == before)
            try await platform.carryOutLeavings()
            #expect(try await platform.inspect(Self.rows) == before)
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings WHERE is_pending") == 0)
        }
    }

    @Test("Each row that changed has an event out and one back, the rows of members too")
    func events() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let people = try await people(3, of: tenant, platform)
            try await platform.holdEverybody(of: tenant)
            for person in people { try await leave(person, of: tenant, byDeletion: true) }
            _ = try await platform.administrator.undoHold(try await platform.openHold(), of: .id(tenant.id))
            for person in people {
                let kinds = try await platform.inspect(
                    "SELECT kind FROM muster.events WHERE subject_id = $1 ORDER BY position", [.text(person)])
                #expect(kinds == [["user.created"], ["user.deleted"], ["user.reactivated"]])
                let moves = """
                    SELECT count(*) FILTER (WHERE data -> 'removed' ? $1), count(*) FILTER (WHERE data -> 'added' ? $1)
                      FROM muster.events WHERE kind = 'group.members_changed' AND request_id IS DISTINCT FROM (
                        SELECT request_id FROM muster.events WHERE kind = 'group.created')
                    """
                #expect(try await platform.inspect(moves, [.text(person)]) == [["1", "1"]])
            }
        }
    }

    @Test("Undone from a time on, who left before stays out")
    func since() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let people = try await people(3, of: tenant, platform)
            try await platform.holdEverybody(of: tenant)
            try await leave(people[0], of: tenant)
            let moment = try await platform.inspect("SELECT clock_timestamp() AT TIME ZONE 'UTC' || '+00'")[0][0] ?? ""
            for person in people.dropFirst() { try await leave(person, of: tenant) }
            let undone = try await platform.administrator.undoHold(
                try await platform.openHold(), of: .id(tenant.id), since: Timestamp(iso: moment))
            #expect(undone.hold.returned == 2)
            try await platform.carryOutLeavings()
            #expect(try await tenant.resource("/Users/\(people[0])")["active"] == false)
            #expect(try await platform.count("SELECT count(*) FROM muster.receipts WHERE state = 'done'") == 4)
        }
    }

    @Test("One person who leaves and comes back again and again is one person")
    func flapping() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let people = try await people(2, of: tenant, platform)
            for _ in 0..<25 {
                try await leave(people[0], of: tenant)
                try await platform.carryOutLeavings()
                let back = try await tenant.send("PATCH", "/Users/\(people[0])", .replacing("active", with: true))
                #expect(back.status == 200)
            }
            try await leave(people[0], of: tenant)
            try await platform.carryOutLeavings()
            #expect(try await platform.count("SELECT count(*) FROM muster.holds") == 0)
            #expect(try await platform.count("SELECT sum(people) FROM muster.breaker_minutes") == 1)
        }
    }

    @Test("People made up beforehand do not let more of the others leave")
    func madeUpPeople() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let people = try await people(22, of: tenant, platform)
            try await platform.inspect("UPDATE muster.users SET created_at = now() - interval '2 hours'")
            try await platform.inspect(
                """
                INSERT INTO muster.users (tenant_id, id, user_name, user_name_key, document, keys)
                SELECT $1, gen_random_uuid(), n, n, '{}', '{}' FROM generate_series(1, 300) n
                """, [.uuid(tenant.id)])
            for person in people.prefix(20) { try await leave(person, of: tenant) }
            try await platform.carryOutLeavings()
            #expect(try await platform.count("SELECT count(*) FROM muster.holds") == 0)
            try await leave(people[20], of: tenant)
            try await platform.carryOutLeavings()
            #expect(try await platform.inspect("SELECT people, base FROM muster.holds") == [["21", "22"]])
        }
    }

    @Test("Twenty of a hundred who were there are not too many, and one more is")
    func percentage() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let people = try await people(22, of: tenant, platform)
            try await platform.inspect(
                """
                INSERT INTO muster.users (tenant_id, id, user_name, user_name_key, document, keys, created_at)
                SELECT $1, gen_random_uuid(), n, n, '{}', '{}', now() - interval '2 hours' FROM generate_series(1, 83) n
                """, [.uuid(tenant.id)])
            try await platform.inspect("UPDATE muster.users SET created_at = now() - interval '2 hours'")
            for person in people.prefix(21) { try await leave(person, of: tenant) }
            try await platform.carryOutLeavings()
            #expect(try await platform.count("SELECT count(*) FROM muster.holds") == 0)
            try await leave(people[21], of: tenant)
            try await platform.carryOutLeavings()
            #expect(try await platform.inspect("SELECT people, base FROM muster.holds") == [["22", "105"]])
        }
    }
}
