import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Secrets that come from one pepper under the next", .timeLimit(.minutes(2)))
struct RenewalTests {
    private static func guess() throws -> [(String, String)] {
        [("Authorization", "Bearer \(try IssuedSecret.mint().text)")]
    }

    @Test("A guess costs one look-up more while there are two peppers, and what is known costs none more")
    func costs() async throws {
        for (hasBoth, most) in [(false, 2), (true, 3)] {
            try await PepperStage.with(hasBoth: hasBoth) { stage in
                let platform = stage.platform
                let tenant = try await TestTenant.onboard(platform)
                #expect(try await tenant.send("GET", "/Users").status == 200)
                var before = platform.roundTrips
                #expect(try await tenant.send("GET", "/Users", headers: try Self.guess()).status == 401)
                #expect(platform.roundTrips == before + most, "the look-up, and once more for the log")
                before = platform.roundTrips
                #expect(try await tenant.send("GET", "/Users").status == 200)
                #expect(platform.roundTrips == before + 1)
            }
        }
    }

    @Test("What moves on costs that once")
    func once() async throws {
        try await PepperStage.with { stage in
            let platform = stage.platform
            let tenant = try await TestTenant.onboard(platform)
            try await stage.rotate()
            try await stage.hear()
            for trips in [3, 1, 1] {
                let before = platform.roundTrips
                #expect(try await tenant.send("GET", "/Users").status == 200)
                #expect(platform.roundTrips == before + trips)
            }
            #expect(try await stage.counts("admissions") == [0, 1])
        }
    }

    @Test("A token moves on at its own tenant's host only")
    func isolation() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let neighbour = try await TestTenant.onboard(stage.platform, instance: 7, client: "neighbour")
            try await stage.rotate()
            try await stage.hear()
            let foreign = [("Authorization", "Bearer \(tenant.token)")]
            #expect(try await neighbour.send("GET", "/Users", headers: foreign).status == 401)
            #expect(try await stage.counts("tokens") == [2, 0])
            #expect(try await tenant.send("GET", "/Users").status == 200)
            #expect(try await stage.counts("tokens") == [1, 1])
        }
    }

    @Test("A key moves on in its own tenant only, and only for a client that is known")
    func belongings() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let neighbour = try await TestTenant.onboard(stage.platform, instance: 7, client: "neighbour")
            let ada = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: ada, of: tenant, stage.platform)
            let others = try await Belongings.give(
                to: try await neighbour.createUser("bob@example.com"), of: neighbour, stage.platform)
            try await stage.rotate()
            try await stage.hear()
            #expect(try await others.introspect(belongings.key).json["active"] == false)
            #expect(try await stage.counts("keys") == [2, 0])
            try await stage.platform.inspect("UPDATE muster.clients SET revoked_at = now()")
            #expect(try await belongings.introspect(belongings.key).status == 401)
            #expect(try await stage.counts("keys") == [2, 0])
            try await stage.platform.inspect("UPDATE muster.clients SET revoked_at = NULL")
            #expect(try await belongings.introspect(belongings.key).json["active"] == true)
            #expect(try await stage.counts("keys") == [1, 1])
        }
    }

    @Test(
        "A token that has ended stays so, and the log says why",
        arguments: [
            ("revoked_at = now()", "revoked_token"),
            ("expires_at = now() - interval '1 second', created_at = now() - interval '1 day'", "expired_token"),
        ])
    func ended(change: String, reason: String) async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            try await stage.platform.inspect("UPDATE muster.tokens SET \(change)")
            try await stage.rotate()
            try await stage.hear()
            #expect(try await tenant.send("GET", "/Users").status == 401)
            let end = ContinuousClock.now + .seconds(15)
            let wanted = #""reason":"\#(reason)""#
            while !stage.platform.loggedText.contains(wanted), .now < end {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(stage.platform.loggedText.contains(wanted))
        }
    }

    @Test("Nothing is written under a pepper that the database does not know")
    func unknown() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let token = try #require(PresentedSecret(tenant.token.utf8))
            let pair = try #require(token.digests(Peppers(stage.former, beside: stage.next)))
            let known = try await stage.platform.database.connected(as: .app) { app in
                try await app.pipeline(SecretRenewal.token(at: tenant.hostname, pair))
            }
            #expect(known == token.digest(pepper: stage.former))
            #expect(try await stage.counts("tokens") == [1, 0])
        }
    }
}
