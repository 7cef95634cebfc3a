import Directory
import FoundationEssentials
import JSON
import Platform
import Postgres
import TestHarness
import Testing

@Suite("A tenant's limit of requests a second")
struct TenantLimitTests {
    private func setLimit(_ limit: RequestLimit, of tenant: TestTenant, _ platform: RunningPlatform) async throws {
        _ = try await platform.staff.pipeline(Tenants.bind(tenant.id), TenantSettings.setRequestLimit(limit))
    }

    @Test("What is over it is refused without the database, in SCIM, with when to come back; others are not touched")
    func refusal() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let other = try await TestTenant.onboard(platform, instance: 7, client: "other")
            try await setLimit(.perSecond(25), of: tenant, platform)
            for who in [tenant, other] { #expect(try await who.send("GET", "/Schemas").status == 200) }
            let before = platform.roundTrips
            var answers: [HTTPTestResponse] = []
            while answers.last?.status != 429, answers.count < 1000 {
                answers.append(try await tenant.send("GET", "/Schemas"))
            }
            #expect(answers.count > 25, "a second's worth may come at once")
            #expect(platform.roundTrips - before == answers.count - 1)
            let refused = try #require(answers.last)
            #expect(refused.isSCIMError)
            #expect(Int(refused.header("Retry-After") ?? "").map { $0 >= 1 } == true)
            #expect(try refused.json["detail"]?.stringValue?.contains("25 requests a second") == true)
            for _ in 1...50 { #expect(try await other.send("GET", "/Schemas").status == 200) }
        }
    }

    @Test("The platform's limit holds for those who have none of their own, and for nobody who has none")
    func platformLimit() async throws {
        try await RunningPlatform.with(configure: { $0.tenantRequestsPerSecond = 30 }) { platform in
            let tenant = try await TestTenant.onboard(platform)
            let free = try await TestTenant.onboard(platform, instance: 7, client: "free")
            try await setLimit(.unlimited, of: free, platform)
            let (limited, unlimited) = (Flood(tenant), Flood(free))
            async let other: Void = unlimited.run { _ in limited.refused >= 10 }
            try await limited.run { $0.refused >= 10 }
            try await other
            #expect(limited.refused >= 10)
            #expect(unlimited.refused == 0 && unlimited.passed > 0)
        }
    }

    @Test("Two servers keep one limit together, and one of them all of it when the other is asked for nothing")
    func twoServers() async throws {
        try await RunningPlatform.with { first in
            try await RunningPlatform.with(first.database) { second in
                let tenant = try await TestTenant.onboard(first)
                try await setLimit(.perSecond(50), of: tenant, first)
                let there = tenant.asked(at: second)
                // What was saved up is spent, and the servers have told one another, before it is measured.
                async let warm: Void = Flood(there).run { $0.refused >= 50 }
                try await Flood(tenant).run { $0.refused >= 50 }
                try await warm
                let both = try await rate(for: .seconds(3)) { [Flood(tenant), Flood(there, clients: 4)] }
                #expect(40...60 ~= both, "\(both) requests a second")

                try await Flood(tenant).run(for: .seconds(4))
                let alone = try await rate(for: .seconds(4)) { [Flood(tenant)] }
                #expect(40...60 ~= alone, "\(alone) requests a second")
            }
        }
    }

    /// Has tenants flood for some seconds, and answers how many requests a second passed in all.
    ///
    /// It does so again where the machine was too busy for a flood: only what is refused all the time was at its limit.
    private func rate(for time: Duration, of makeFloods: () -> [Flood]) async throws -> Double {
        for _ in 1...30 {
            let floods = makeFloods()
            let duration = try await ContinuousClock().measure {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for flood in floods { group.addTask { try await flood.run(for: time) } }
                    try await group.waitForAll()
                }
            }
            if floods.allSatisfy({ $0.refused > $0.passed }) {
                return Double(floods.map(\.passed).reduce(0, +)) / (duration / .seconds(1))
            }
        }
        throw Flood.TooSlow()
    }

    @Test("25 requests a second are never refused, at the least limit and beside a flood at two servers")
    func leastLimit() async throws {
        try await RunningPlatform.with { first in
            try await RunningPlatform.with(first.database) { second in
                let tenant = try await TestTenant.onboard(first)
                let noisy = try await TestTenant.onboard(first, instance: 7, client: "noisy")
                for who in [tenant, noisy] { try await setLimit(.perSecond(25), of: who, first) }
                let noise = Flood(noisy)
                let end = ContinuousClock.now + .seconds(3)
                async let flood: Void = noise.run { ContinuousClock.now >= end && $0.refused > 0 }
                let there = tenant.asked(at: second)
                var next = ContinuousClock.now
                var number = 0
                while ContinuousClock.now < end {
                    // All to one server for a second, then all to the other, then by turns.
                    let isThere = number / 25 == 1 || number / 25 > 1 && number.isMultiple(of: 2)
                    #expect(try await (isThere ? there : tenant).send("GET", "/Schemas").status == 200, "\(number)")
                    number += 1
                    // Never made up for: that would be more than 25 in a second.
                    next = max(next, .now) + .milliseconds(40)
                    try await Task.sleep(until: next)
                }
                try await flood
                #expect(noise.refused > 0)
            }
        }
    }
}
