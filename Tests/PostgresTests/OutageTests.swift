import Observability
import Postgres
import Reactor
import TestHarness
import Testing

@testable import Postgres

@Suite("A pool whose server is away", .timeLimit(.minutes(2)))
struct OutageTests {
    private static let nowhere = "postgresql://postgres@127.0.0.1:1/postgres"

    @Test("keeps nothing of what it refused, and refuses the last of 100,000 as quickly as the first")
    func sustained() async throws {
        var configuration = Database.Configuration(url: Self.nowhere)
        // Apart from what other tests do on the thread of the others.
        configuration.loop = EventLoop()
        let database = Database(configuration: configuration)
        let perRound = 2_000
        var rounds: [Duration] = []
        for _ in 0..<50 {
            rounds.append(
                await ContinuousClock().measure {
                    for number in 0..<perRound {
                        let sharing = number.isMultiple(of: 2) ? Sharing.shared : .exclusive
                        let error = await failure { try await database.pipeline(sharing: sharing, Queries.one) }
                        #expect(error?.code == .unavailable)
                    }
                })
        }
        #expect(await database.pool.keptCount == 0)
        // The quickest of several: the machine is not this test's alone.
        let (first, last) = (rounds.prefix(10).min() ?? .zero, rounds.suffix(10).min() ?? .zero)
        #expect(last < first * 5, "\(rounds)")
        await database.close()
    }

    @Test("does not let units wait for the end of the back-off, unless a connection is open")
    func backingOff() async throws {
        let database = Database(configuration: .init(url: Self.nowhere))
        _ = await failure { try await database.pipeline(Queries.one) }
        let end = try #require(await database.pool.machine.backOff.end)
        #expect(await database.pool.isOutOfReach(at: end - .nanoseconds(1)))
        #expect(await !database.pool.isOutOfReach(at: end))
        await database.close()
    }
}

extension Pool {
    /// The units that it has not forgotten.
    fileprivate var keptCount: Int { units.count + machine.waiting.count + machine.waitingShared.count }

    fileprivate func isOutOfReach(at now: ContinuousClock.Instant) -> Bool {
        var machine = machine
        machine.now = now
        return machine.isOutOfReach(Ticket(id: 1, kind: .exclusive, deadline: now + .seconds(60)))
    }
}
