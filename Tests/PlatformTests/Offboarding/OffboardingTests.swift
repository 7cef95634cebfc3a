import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("When somebody leaves")
struct OffboardingTests {
    private static let deactivation = JSON.patch([.operation("Replace", "active", "False")])
    private static let activation = JSON.patch([.operation("Replace", "active", "True")])

    @Test("Access ends at the commit, worker or no worker; the worker then leaves a receipt for each effect")
    func leaving() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let group = try await tenant.createGroup("Team", members: [user])
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            #expect(try await belongings.count() == [true, true])

            #expect(try await tenant.send("PATCH", "/Users/\(user)", Self.deactivation).status == 200)
            #expect(try await belongings.count() == [false, false])
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings WHERE is_pending") == 1)

            try await RunningWorker.with(platform) {
                try await platform.eventually(4, "SELECT count(*) FROM muster.receipts WHERE state = 'done'")
            }
            let receipts = try await platform.inspect("SELECT effect, count FROM muster.receipts ORDER BY effect")
            #expect(
                receipts == [
                    ["end_sessions", "1"], ["notify", "0"], ["revoke_keys", "1"], ["soft_delete_membership", "1"],
                ])

            #expect(try await tenant.send("PATCH", "/Users/\(user)", Self.activation).status == 200)
            #expect(try await belongings.count() == [false, false])
            #expect(try await tenant.members(of: group) == [user])
            let memberships = "SELECT count(*) FROM muster.memberships WHERE deleted_at IS NULL"
            #expect(try await platform.count(memberships) == 1)
        }
    }

    @Test("Who comes back before the worker came stays away from old keys, and the effects are recorded no-ops")
    func returning() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            #expect(try await tenant.send("PATCH", "/Users/\(user)", Self.deactivation).status == 200)
            #expect(try await tenant.send("PATCH", "/Users/\(user)", Self.activation).status == 200)
            #expect(try await belongings.count() == [false, false])
            try await RunningWorker.with(platform) {
                try await platform.eventually(4, "SELECT count(*) FROM muster.receipts WHERE state = 'superseded'")
                try await platform.eventually(0, "SELECT count(*) FROM muster.jobs")
            }
            let memberships = "SELECT count(*) FROM muster.memberships WHERE deleted_at IS NULL"
            #expect(try await platform.count(memberships) == 1)
        }
    }

    @Test("Too many at once: access ends for all, and the effects of all wait")
    func breaker() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            var users: [String] = []
            for number in 0..<30 { users.append(try await tenant.createUser("user\(number)@example.com")) }
            for user in users.prefix(22) {
                #expect(try await tenant.send("PATCH", "/Users/\(user)", Self.deactivation).status == 200)
            }
            try await platform.carryOutLeavings()
            #expect(try await platform.count("SELECT count(*) FROM muster.offboardings WHERE is_pending") == 22)
            #expect(try await platform.count("SELECT count(*) FROM muster.receipts") == 0)
            #expect(
                try await platform.count("SELECT count(*) FROM muster.events WHERE kind = 'offboarding.held'") == 1)
        }
    }
}
