import Administration
import Directory
import FoundationEssentials
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("A hold on too many people leaving at once")
struct HoldTests {
    /// How somebody leaves under a hold.
    enum Leaving: CaseIterable {
        case deactivated, deleted, deactivatedThenDeleted

        func carryOut(_ user: String, of tenant: TestTenant) async throws {
            if self != .deleted {
                let answer = try await tenant.send("PATCH", "/Users/\(user)", .replacing("active", with: false))
                #expect(answer.status == 200)
            }
            if self != .deactivated { #expect(try await tenant.send("DELETE", "/Users/\(user)").status == 204) }
        }
    }

    private static let state = """
        SELECT u.status, u.deleted_at, u.deactivated_at, u.access_epoch, s.role, s.deleted_at,
               (SELECT count(*) FROM muster.keys k WHERE k.user_id = u.id AND k.revoked_at IS NULL),
               (SELECT count(*) FROM muster.sessions o WHERE o.user_id = u.id AND o.ended_at IS NULL),
               (SELECT count(*) FROM muster.group_members m WHERE m.user_id = u.id)
          FROM muster.users u JOIN muster.memberships s ON s.user_id = u.id WHERE u.id = $1
        """

    @Test("Undone, it brings people back exactly as they were, however they left", arguments: Leaving.allCases)
    func undo(leaving: Leaving) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let group = try await tenant.createGroup("Team", members: [user])
            let staff = platform.administrator
            _ = try await staff.completeSetUp(UserReference(user), of: .id(tenant.id))
            _ = try await staff.setRole(.admin, of: UserReference(user), in: .id(tenant.id))
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            try await platform.holdEverybody(of: tenant)
            let before = try await platform.inspect(Self.state, [.text(user)])

            try await leaving.carryOut(user, of: tenant)
            #expect(try await belongings.count() == [false, false])
            let undone = try await staff.undoHold(try await platform.openHold(), of: .id(tenant.id))

            #expect(undone.hold.returned == 1)
            #expect(undone.notReturned == [])
            #expect(try await belongings.count() == [true, true])
            #expect(try await platform.inspect(Self.state, [.text(user)]) == before)
            #expect(try await tenant.resource("/Users/\(user)")["active"] == true)
            #expect(try await tenant.members(of: group) == [user])
            try await RunningWorker.with(platform) {
                try await platform.eventually(0, "SELECT count(*) FROM muster.jobs")
            }
            #expect(try await platform.count("SELECT count(*) FROM muster.receipts WHERE state = 'done'") == 0)
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings WHERE undone_at IS NULL") == 0)
            #expect(try await belongings.count() == [true, true])
        }
    }

    @Test("Who was deactivated before it and is deleted under it comes back deactivated")
    func undoDeletionOnly() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            try await Leaving.deactivated.carryOut(user, of: tenant)
            try await platform.inspect("UPDATE muster.offboardings SET started_at = started_at - interval '2 hours'")
            let bob = try await tenant.createUser("bob@example.com")
            try await platform.holdEverybody(of: tenant)
            try await Leaving.deactivated.carryOut(bob, of: tenant)
            try await Leaving.deleted.carryOut(user, of: tenant)
            _ = try await platform.administrator.undoHold(try await platform.openHold(), of: .id(tenant.id))
            #expect(try await tenant.resource("/Users/\(user)")["active"] == false)
            #expect(try await belongings.count() == [false, false])
            try await platform.carryOutLeavings()
            let kinds = try await platform.inspect(
                "SELECT kind FROM muster.events WHERE subject_id = $1 ORDER BY position", [.text(user)])
            #expect(kinds == [["user.created"], ["user.deactivated"], ["user.deleted"], ["user.restored"]])
            let left = "SELECT count(*) FROM muster.keys WHERE user_id = $1 AND revoked_at IS NULL"
            #expect(try await platform.count(left, [.text(user)]) == 0)
        }
    }

    @Test("Approved, its effects run, each with a receipt")
    func approve() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            try await platform.holdEverybody(of: tenant)
            try await Leaving.deactivated.carryOut(user, of: tenant)
            let hold = try await platform.openHold()
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings WHERE is_pending") == 1)
            _ = try await platform.administrator.approveHold(hold, of: .id(tenant.id))
            try await RunningWorker.with(platform) {
                try await platform.eventually(4, "SELECT count(*) FROM muster.receipts WHERE state = 'done'")
            }
            #expect(try await platform.count("SELECT count(*) FROM muster.keys WHERE revoked_at IS NULL") == 0)
            #expect(try await belongings.count() == [false, false])
        }
    }

    @Test("Whom the identity provider has let in again is left alone, and stays away from old keys")
    func cameBack() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            try await platform.holdEverybody(of: tenant)
            try await Leaving.deactivated.carryOut(user, of: tenant)
            let hold = try await platform.openHold()
            #expect(
                try await tenant.send("PATCH", "/Users/\(user)", .replacing("active", with: true)).status == 200)
            let before = try await platform.inspect(Self.state, [.text(user)])
            let undone = try await platform.administrator.undoHold(hold, of: .id(tenant.id))
            #expect(undone.hold.returned == 0)
            #expect(try await platform.inspect(Self.state, [.text(user)]) == before)
            #expect(try await belongings.count() == [false, false])
        }
    }
}
