import Administration
import Configuration
import Cryptography
import Directory
import FoundationEssentials
import HTTPServer
import Lifecycle
import Observability
import Postgres
import TestHarness
import Testing

@testable import Platform

@Suite("Moving on to another pepper", .timeLimit(.minutes(2)))
struct RotationTests {
    private static func expectConflict(_ word: String, _ body: () async throws -> Void) async {
        let error = await #expect(throws: AdministrationError.self, "\(word)") { try await body() }
        #expect(error?.code == .conflict && error?.message.contains(word) == true, "\(String(describing: error))")
    }

    @Test("The platform does not move on to a pepper that a running server or worker lacks")
    func lacking() async throws {
        try await PepperStage.with(hasBoth: false) { stage in
            await Self.expectConflict("does not have the next pepper") { try await stage.staff().rotatePepper() }
            let known = try await stage.platform.staff.pipeline(KnownPeppers.find())
            #expect(known.currentID == stage.former.id && known.previousID == nil)
        }
        try await PepperStage.with { stage in
            try await RunningWorker.with(stage.platform) {
                await Self.expectConflict("does not have the next pepper") { try await stage.staff().rotatePepper() }
            }
        }
    }

    @Test("A program that is stopped does not count any more, and one that is killed not after a minute and a half")
    func stopped() async throws {
        try await PepperStage.with { stage in
            try await stage.platform.database.connected(as: .worker) { worker in
                let fitness = Fitness(
                    of: worker, peppers: Peppers(stage.former), as: .worker,
                    logger: Logger(label: "test", destination: .buffer(LogBuffer(limit: 100))))
                try await fitness.start()
                let status = try await stage.staff().pepperStatus()
                #expect(status.map(\.holders) == [2, 1] && status.map(\.lacking) == [0, 1])
                let shutdown = Shutdown()
                shutdown.request()
                try await fitness.run(until: shutdown)
            }
            #expect(try await stage.staff().pepperStatus().map(\.lacking) == [0, 0])
            try await stage.platform.inspect(
                """
                INSERT INTO muster.pepper_holders (process, program, value, seen_at)
                SELECT gen_random_uuid(), 'server', value, clock_timestamp() - interval '89 seconds'
                  FROM muster.pepper_checks
                """)
            await Self.expectConflict("does not have the next pepper") { try await stage.staff().rotatePepper() }
            try await stage.platform.inspect(
                "UPDATE muster.pepper_holders SET seen_at = seen_at - interval '2 seconds'")
            try await stage.staff().rotatePepper()
        }
    }

    /// Every server is started anew with both, one after the other, then the platform moves on; at no moment is anybody
    /// refused at any server that runs.
    @Test("Two servers that are started anew one after the other lock nobody out, before, during and after")
    func rolling() async throws {
        try await PepperStage.with(hasBoth: false) { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let belongings = try await Belongings.give(
                to: try await tenant.createUser("ada@example.com"), of: tenant, stage.platform)
            try await stage.server(Peppers(stage.next, beside: stage.former)) { second async throws in
                #expect(try await tenant.send("GET", "/Users").status == 200)
                #expect(try await tenant.asked(at: second).send("GET", "/Users").status == 200)
                let token = try await stage.issueToken(of: tenant)
                for platform in [stage.platform, second] {
                    #expect(try await tenant.asked(at: platform).presenting(token).send("GET", "/Users").status == 200)
                }
                #expect(try await stage.counts("tokens") == [2, 0], "made under the one that all have")
            }
            #expect(try await belongings.count() == [true, true])
        }
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            try await stage.server(Peppers(stage.next, beside: stage.former)) { second async throws in
                try await stage.staff().rotatePepper()
                // Neither server has asked the database since: both take the one before for the current one.
                let token = try await stage.issueToken(of: tenant)
                for platform in [stage.platform, second, stage.platform] {
                    #expect(try await tenant.asked(at: platform).presenting(token).send("GET", "/Users").status == 200)
                    #expect(try await tenant.asked(at: platform).send("GET", "/Users").status == 200)
                }
                #expect(try await stage.counts("tokens") == [0, 2])
            }
        }
    }

    @Test("What is presented moves on, and when nothing is left the one before is retired")
    func through() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let belongings = try await Belongings.give(
                to: try await tenant.createUser("ada@example.com"), of: tenant, stage.platform)
            try await stage.staff().rotatePepper()
            await Self.expectConflict("There is still a pepper before") { try await stage.staff().rotatePepper() }
            await Self.expectConflict("1 of token, 1 of key, 1 of session, 1 of client") {
                _ = try await stage.staff().retirePepper(forgetting: false)
            }
            try await stage.hear()
            #expect(try await tenant.send("GET", "/Users").status == 200)
            #expect(try await belongings.count() == [true, true])
            for table in ["tokens", "admissions", "keys", "sessions", "clients"] {
                #expect(try await stage.counts(table) == [0, 1], "\(table)")
            }
            try await stage.wait(seconds: 91)
            #expect(try await stage.staff().retirePepper(forgetting: false) == 0)
            await Self.expectConflict("nothing is left to retire") {
                _ = try await stage.staff().retirePepper(forgetting: false)
            }
            await Self.expectConflict("has been retired") { try await stage.staff().rotatePepper() }
            try await stage.server(Peppers(stage.next)) { later async throws in
                #expect(try await tenant.asked(at: later).send("GET", "/Users").status == 200)
            }
            let events =
                "SELECT kind, data ->> 'pepper' FROM muster.events WHERE kind LIKE 'pepper.%' ORDER BY position"
            #expect(
                try await stage.platform.inspect(events) == [
                    ["pepper.rotated", stage.next.id], ["pepper.retired", stage.former.id],
                ])
        }
    }

    @Test("What is not presented in time is unknown when that is meant to be")
    func forgotten() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            try await stage.staff().rotatePepper()
            try await stage.wait(seconds: 89)
            await Self.expectConflict("may not have heard") {
                _ = try await stage.staff().retirePepper(forgetting: true)
            }
            try await stage.wait(seconds: 2)
            try await stage.hear()
            #expect(try await stage.staff().retirePepper(forgetting: true) == 1)
            #expect(try await tenant.send("GET", "/Users").status == 401)
            #expect(try await stage.counts("tokens") == [1, 0])
        }
    }

    @Test(
        "A server that lacks one of two does not start, and says which",
        arguments: [(true, PlatformError.lacksCurrentPepper), (false, .lacksPreviousPepper)])
    func halves(hasFormer: Bool, error: PlatformError) async throws {
        try await PepperStage.with { stage in
            try await stage.staff().rotatePepper()
            let configuration = PlatformConfiguration(
                database: stage.platform.database.configuration(as: .app),
                peppers: Peppers(hasFormer ? stage.former : stage.next),
                address: PublicAddress(scheme: "https", port: nil),
                listen: try #require(SocketAddress(parsing: "127.0.0.1:0")),
                operationsListen: try #require(SocketAddress(parsing: "127.0.0.1:0")))
            let server = PlatformServer(
                configuration, logger: Logger(label: "test", destination: .buffer(LogBuffer(limit: 1_000))),
                metrics: Metrics())
            await #expect(throws: error) { try await server.run(handlingSignals: false) }
        }
    }
}
