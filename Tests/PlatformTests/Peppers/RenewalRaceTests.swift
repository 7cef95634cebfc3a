import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Secrets that come from one pepper under the next while others are at work", .timeLimit(.minutes(2)))
struct RenewalRaceTests {
    @Test("Many who come at once over two servers that disagree are all let in, and none is asked to come again")
    func crowd() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            var tokens: [String] = []
            for _ in 0..<8 { tokens.append(try await stage.issueToken(of: tenant)) }
            try await stage.server(Peppers(stage.next, beside: stage.former)) { second async throws in
                let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                    group.addTask {
                        try await stage.rotate()
                        return 201
                    }
                    for number in 0..<64 {
                        let asked = tenant.asked(at: number.isMultiple(of: 2) ? stage.platform : second)
                            .presenting(tokens[number % 8])
                        group.addTask {
                            try await asked.send("POST", "/Users", ["userName": "\(number)@example.com"]).status
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.count == 65 && answers.allSatisfy { $0 == 201 }, "\(answers)")
                try await stage.hear()
                for token in tokens {
                    #expect(try await tenant.presenting(token).send("GET", "/Users").status == 200)
                }
                #expect(try await stage.counts("tokens") == [1, 8])
                let comparison = "SELECT too_many, too_few FROM muster.compare_admissions()"
                #expect(try await stage.platform.inspect(comparison) == [["0", "0"]])
            }
        }
    }

    /// Writing a digest anew must not lock the token against those who point at it: whoever changes the tenant has the
    /// tenant and wants to point, whoever moves a token on has the token and wants the tenant.
    @Test("A token moves on while its tenant is being changed, and neither waits for the other in a circle")
    func circle() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let token = try #require(PresentedSecret(tenant.token.utf8))
            try await stage.rotate()
            let pair = try #require(token.digests(Peppers(stage.former, beside: stage.next)))
            let attempts = Attempts()
            try await stage.platform.database.connected(as: .superuser) { first in
                try await stage.platform.database.connected(as: .app) { second in
                    let renewal = try await first.transaction { transaction in
                        await attempts.note()
                        try await transaction.pipeline(
                            Query<Void>(SQL(unnamed: "SELECT FROM muster.tenants FOR UPDATE")))
                        let renewal = Task {
                            try await second.transaction { transaction in
                                await attempts.note()
                                return try await transaction.finish(
                                    SecretRenewal.token(at: tenant.hostname, pair))
                            }
                        }
                        try await stage.platform.eventually(
                            1,
                            """
                            SELECT count(*) FROM pg_stat_activity
                             WHERE datname = current_database() AND wait_event_type = 'Lock'
                            """)
                        try await transaction.finish(
                            Query<Void>(SQL(unnamed: "UPDATE muster.tenants SET requests_per_second = 70")))
                        return renewal
                    }
                    #expect(try await renewal.value == token.digest(pepper: stage.next))
                }
            }
            #expect(await attempts.count == 2, "whoever is taken out of a circle is tried again")
            let comparison = "SELECT too_many, too_few FROM muster.compare_admissions()"
            #expect(try await stage.platform.inspect(comparison) == [["0", "0"]])
            #expect(try await tenant.send("GET", "/Users").status == 200)
        }
    }
}

/// How often transactions were begun.
private actor Attempts {
    private(set) var count = 0

    func note() { count += 1 }
}
