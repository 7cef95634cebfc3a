import Testing

@testable import HTTPServer

@Suite("The decisions of the turnstile")
struct TurnstileTests {
    private static let start = ContinuousClock.Instant.now
    private static let origins = (1...9).map { Origin(UInt64($0)) }

    private let first = origins[0]
    private let second = origins[1]
    private let third = origins[2]

    /// Lets so many requests of an origin arrive, and says how many of them run.
    private func arrivals(
        _ count: Int, of origin: Origin, at turnstile: TestedTurnstile, now: ContinuousClock.Instant = start
    ) -> Int {
        (0..<count).count { turnstile.arrive("\($0)", of: origin, at: now) == .runs }
    }

    @Test("one origin alone gets all places but a quarter", arguments: [(1, 1), (2, 2), (4, 3), (16, 12), (64, 48)])
    func reserve(running: Int, part: Int) {
        let turnstile = TestedTurnstile(running: running, waitingOfOne: 100)
        #expect(arrivals(part + 5, of: first, at: turnstile) == part)
        #expect(turnstile.waiting == 5)
    }

    @Test("a newcomer runs at once beside an origin that holds all it can")
    func newcomer() {
        let turnstile = TestedTurnstile()
        #expect(arrivals(15, of: first, at: turnstile) == 12)
        #expect(turnstile.arrive("", of: second, at: Self.start) == .runs)
        #expect(arrivals(5, of: second, at: turnstile) == 1)
        #expect(turnstile.running == 14)
    }

    @Test("of two to eight active origins none gets back more than an eighth")
    func eighth() {
        let turnstile = TestedTurnstile(running: 32)
        #expect(arrivals(30, of: first, at: turnstile) == 24)
        #expect(arrivals(1, of: second, at: turnstile) == 1)
        for _ in 0..<20 { #expect(turnstile.leave(first, at: Self.start).isEmpty) }
        // It holds 4 now; what it gives back from here on is its own again.
        #expect(turnstile.leave(first, at: Self.start) == ["24"])
        #expect(arrivals(8, of: second, at: turnstile) == 3)
        #expect(arrivals(8, of: third, at: turnstile) == 4)
        #expect(arrivals(8, of: Self.origins[3], at: turnstile) == 4)
        #expect(turnstile.running == 16)
    }

    @Test("of more than eight active origins none gets more than its equal part")
    func equalPart() {
        let turnstile = TestedTurnstile(running: 64)
        for origin in Self.origins { _ = turnstile.arrive("", of: origin, at: Self.start) }
        #expect(arrivals(9, of: first, at: turnstile) == 6)
    }

    @Test("however many origins are active, each may run two")
    func two() {
        let turnstile = TestedTurnstile()
        for origin in Self.origins { _ = turnstile.arrive("", of: origin, at: Self.start) }
        #expect(Self.origins.count * 2 > 16)
        #expect(arrivals(3, of: first, at: turnstile) == 1)
    }

    @Test("an origin that has had nothing for exactly a second takes no part any more, a nanosecond earlier it does")
    func memory() {
        for (past, running) in [(Duration.seconds(1), 12), (.seconds(1) - .nanoseconds(1), 2)] {
            let turnstile = TestedTurnstile()
            _ = turnstile.arrive("", of: second, at: Self.start)
            _ = turnstile.leave(second, at: Self.start)
            #expect(arrivals(16, of: first, at: turnstile, now: Self.start + past) == running)
        }
    }

    @Test("an origin that waits is active")
    func waitingIsActive() {
        let turnstile = TestedTurnstile(running: 4)
        _ = arrivals(4, of: first, at: turnstile)
        _ = arrivals(4, of: second, at: turnstile)
        turnstile.forget(before: Self.start + .seconds(100))
        #expect(turnstile.originCount == 2)
    }

    @Test("free places go round the origins that wait, each origin's requests in their order")
    func roundRobin() {
        let turnstile = TestedTurnstile(running: 4)
        for origin in [third, third] { _ = turnstile.arrive("", of: origin, at: Self.start) }
        for origin in [second, second] { _ = turnstile.arrive("", of: origin, at: Self.start) }
        for number in 1...3 { _ = turnstile.arrive("a\(number)", of: first, at: Self.start) }
        for number in 1...3 { _ = turnstile.arrive("b\(number)", of: Self.origins[3], at: Self.start) }
        var turns: [String] = []
        for origin in [third, third, second, second] {
            turns += turnstile.leave(origin, at: Self.start)
        }
        #expect(turns == ["a1", "b1", "a2", "b2"])
        #expect(turnstile.leave(first, at: Self.start) == ["a3"])
        #expect(turnstile.leave(Self.origins[3], at: Self.start) == ["b3"])
    }

    @Test("an origin's queue takes exactly its limit, and one more is refused")
    func originLimit() {
        let turnstile = TestedTurnstile(running: 1, waiting: 100, waitingOfOne: 3)
        #expect(arrivals(4, of: first, at: turnstile) == 1)
        #expect(turnstile.waiting == 3)
        #expect(turnstile.arrive("", of: first, at: Self.start) == .originIsFull)
        #expect(turnstile.arrive("", of: second, at: Self.start) == .waits(ticket: 4))
    }

    @Test("all queues together take exactly their limit, and one more is refused, whoever it is")
    func wholeLimit() {
        let turnstile = TestedTurnstile(running: 1, waiting: 3, waitingOfOne: 2)
        #expect(arrivals(3, of: first, at: turnstile) == 1)
        #expect(arrivals(1, of: second, at: turnstile) == 0)
        #expect(turnstile.waiting == 3)
        #expect(turnstile.arrive("", of: second, at: Self.start) == .everythingIsFull)
        #expect(turnstile.arrive("", of: third, at: Self.start) == .everythingIsFull)
        // Who has filled its own queue is told so, and not that others have.
        #expect(turnstile.arrive("", of: first, at: Self.start) == .originIsFull)
    }

    @Test("a request that is taken back leaves its place in the queue, once, and is never given a turn")
    func withdrawal() {
        let turnstile = TestedTurnstile(running: 1, waitingOfOne: 2)
        #expect(arrivals(3, of: first, at: turnstile) == 1)
        #expect(turnstile.withdraw(1, of: first, at: Self.start))
        #expect(!turnstile.withdraw(1, of: first, at: Self.start))
        #expect(!turnstile.withdraw(2, of: second, at: Self.start))
        #expect(turnstile.waiting == 1)
        #expect(turnstile.leave(first, at: Self.start) == ["2"])
        #expect(!turnstile.withdraw(2, of: first, at: Self.start))
    }

    @Test("an origin without anything leaves nothing behind after a second, also if all it had was taken back")
    func forgetting() {
        let turnstile = TestedTurnstile(running: 1)
        _ = turnstile.arrive("", of: first, at: Self.start)
        guard case .waits(let ticket) = turnstile.arrive("", of: second, at: Self.start) else {
            Issue.record("the second one waits")
            return
        }
        #expect(turnstile.withdraw(ticket, of: second, at: Self.start))
        #expect(turnstile.leave(first, at: Self.start).isEmpty)
        #expect(turnstile.originCount == 2)
        turnstile.forget(before: Self.start + .seconds(1))
        #expect(turnstile.originCount == 0)
    }

    @Test("of origins without anything as many are remembered as there are places, and the oldest is forgotten")
    func bounded() {
        let turnstile = TestedTurnstile(running: 8)
        for number in 0..<1_000 {
            _ = turnstile.arrive("", of: Origin(UInt64(number)), at: Self.start)
            _ = turnstile.leave(Origin(UInt64(number)), at: Self.start)
            turnstile.forget(before: Self.start)
            #expect(turnstile.originCount == min(number + 1, 8))
        }
        // As many as are remembered make every part as small as it gets.
        #expect(arrivals(5, of: first, at: turnstile) == 2)
    }

    @Test("an origin that is refused everything leaves nothing behind either")
    func refusedOrigin() {
        let turnstile = TestedTurnstile(running: 1, waiting: 0)
        #expect(arrivals(1, of: first, at: turnstile) == 1)
        #expect(turnstile.arrive("", of: second, at: Self.start) == .everythingIsFull)
        turnstile.forget(before: Self.start + .seconds(1))
        #expect(turnstile.originCount == 1)
    }

    @Test(
        "with any arrivals, departures and withdrawals the counts stay right and nobody is forgotten", arguments: 0..<50
    )
    func anything(seed: Int) {
        var history = TurnstileHistory(seed: UInt64(seed))
        for _ in 0..<2_000 { history.step() }
        history.finish()
    }
}
