import Administration
import Directory
import FoundationEssentials
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Holds that are resolved while people go on leaving")
struct HoldRaceTests {
    @Test(
        "Whoever leaves meanwhile is carried out or brought back, and nobody stays between",
        arguments: ["approved", "undone"])
    func leavingMeanwhile(resolution: String) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            var people: [String] = []
            for number in 0..<60 { people.append(try await tenant.createUser("user\(number)@example.com")) }
            try await platform.holdEverybody(of: tenant)
            try await Self.leave(people[0], of: tenant)
            let hold = try await platform.openHold()
            let leavers = people.dropFirst()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (place, person) in leavers.enumerated() {
                    group.addTask {
                        try await Self.leave(person, of: tenant)
                        guard place == 30 else { return }
                        if resolution == "approved" {
                            _ = try await platform.administrator.approveHold(hold, of: .id(tenant.id))
                        } else {
                            _ = try await platform.administrator.undoHold(hold, of: .id(tenant.id))
                        }
                    }
                }
                try await group.waitForAll()
            }
            // Those who left after it was resolved may stand under a hold of their own.
            for _ in 0..<3 {
                try await platform.carryOutLeavings()
                for next in try await platform.administrator.unfinishedHolds(of: nil) {
                    _ = try await platform.administrator.approveHold(next.hold.id, of: .id(tenant.id))
                }
            }
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings WHERE is_pending") == 0)
            let torn = """
                SELECT count(*) FROM muster.users u
                  JOIN muster.offboardings o ON o.user_id = u.id
                  JOIN muster.memberships m ON m.user_id = u.id
                 WHERE (o.undo_outcome = 'undone') <> (u.status <> 'deactivated')
                    OR (u.status = 'deactivated') <> (m.deleted_at IS NOT NULL)
                    OR (o.undo_outcome IS DISTINCT FROM 'undone' AND o.keys_revoked_at IS NULL)
                """
            #expect(try await platform.count(torn) == 0)
        }
    }

    private static func leave(_ person: String, of tenant: TestTenant) async throws {
        let answer = try await tenant.send("PATCH", "/Users/\(person)", .replacing("active", with: false))
        try #require(answer.status == 200)
    }

    @Test("Undoing that was broken off goes on with the worker, and once more with the command")
    func resumed() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            var people: [String] = []
            for number in 0..<7 { people.append(try await tenant.createUser("user\(number)@example.com")) }
            try await platform.holdEverybody(of: tenant)
            for person in people { try await Self.leave(person, of: tenant) }
            let hold = try await platform.openHold()
            // As a command does that is killed after its first transaction but one.
            _ = try await platform.staff.pipeline(
                Tenants.bind(tenant.id),
                Holds.resolve(hold, as: .undone, since: nil, by: Actor(kind: .staff, id: "test")))
            _ = try await platform.staff.pipeline(Tenants.bind(tenant.id), Holds.bringBack(hold, limit: 2))
            #expect(try await platform.count("SELECT count(*) FROM muster.users WHERE status = 'deactivated'") == 5)
            let unfinished = try await platform.administrator.unfinishedHolds(of: .id(tenant.id))
            #expect(unfinished.map(\.hold.returned) == [2])
            try await platform.carryOutLeavings()
            #expect(try await platform.count("SELECT count(*) FROM muster.users WHERE status = 'deactivated'") == 0)
            await #expect(throws: AdministrationError.self) {
                _ = try await platform.administrator.undoHold(hold, of: .id(tenant.id))
            }
        }
    }

    @Test("Deleting people while their groups change makes nobody a victim of a deadlock")
    func noDeadlocks() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            var people: [String] = []
            for number in 0..<40 { people.append(try await tenant.createUser("user\(number)@example.com")) }
            var groups: [String] = []
            for name in ["A", "B", "C"] { groups.append(try await tenant.createGroup(name, members: people)) }
            let staying = Array(people.suffix(20))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for person in people.prefix(20) {
                    tasks.addTask {
                        let answer = try await tenant.send("DELETE", "/Users/\(person)")
                        #expect(answer.status == 204)
                    }
                    for group in groups {
                        tasks.addTask {
                            let removal = JSON.patch("remove", "members[value eq \"\(person)\"]", nil)
                            let answer = try await tenant.send("PATCH", "/Groups/\(group)", removal)
                            #expect(answer.status < 300)
                        }
                        tasks.addTask {
                            let change = JSON.patch("replace", "members", .members(staying.shuffled()))
                            let answer = try await tenant.send("PATCH", "/Groups/\(group)", change)
                            #expect(answer.status < 300)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            #expect(try await platform.count(deadlocks) == 0)
        }
    }
}
