import Testing

@testable import Traffic

@Suite("What somebody may do so often")
struct AllowanceTests {
    private let start = ContinuousClock.now

    @Test("As much as is saved up can be spent at once, and not one more")
    func burst() {
        var allowance = Allowance(rate: 5, capacity: 100, at: start)
        #expect(allowance.spend(101, at: start) == 100)
        #expect(allowance.spend(1, at: start) == 0, "what is refused costs nothing, and gives nothing")
    }

    @Test("After that it goes on at the rate, to the millisecond")
    func rate() {
        var allowance = Allowance(rate: 5, capacity: 100, at: start)
        #expect(allowance.spend(100, at: start) == 100)
        #expect(allowance.spend(1, at: start + .milliseconds(199)) == 0)
        #expect(allowance.spend(1, at: start + .milliseconds(201)) == 1)
        #expect(allowance.spend(1, at: start + .milliseconds(201)) == 0)
    }

    @Test("It never holds more than its most, however long nobody comes")
    func capacity() {
        var allowance = Allowance(rate: 5, capacity: 10, at: start)
        let later = start + .seconds(86_400 * 365)
        #expect(allowance.spend(11, at: later) == 10)
    }

    @Test("How long to wait is what it takes, and nothing while there is something")
    func waiting() {
        var allowance = Allowance(rate: 4, capacity: 1, at: start)
        #expect(allowance.secondsUntilNext(at: start) == 0)
        #expect(allowance.spend(1, at: start) == 1)
        #expect(abs(allowance.secondsUntilNext(at: start) - 0.25) < 1e-9)
        #expect(abs(allowance.secondsUntilNext(at: start + .milliseconds(100)) - 0.15) < 1e-9)
    }

    @Test("A clock that was read too early takes nothing away and gives nothing")
    func backwards() {
        var allowance = Allowance(rate: 1, capacity: 1, at: start)
        #expect(allowance.spend(1, at: start + .seconds(1)) == 1)
        #expect(allowance.spend(1, at: start) == 0)
        #expect(allowance.spend(1, at: start + .milliseconds(1999)) == 0)
        #expect(allowance.spend(1, at: start + .seconds(2)) == 1)
    }

    @Test("What has happened is owed and fills up first, and no more is owed than can be saved up")
    func debt() {
        var allowance = Allowance(rate: 1, capacity: 3, at: start)
        for _ in 1...5 { allowance.charge(at: start) }
        #expect(allowance.secondsUntilNext(at: start) == 3)
        #expect(allowance.spend(1, at: start + .milliseconds(2999)) == 0)
        #expect(allowance.spend(1, at: start + .seconds(3)) == 1)
        for _ in 1...100 { allowance.charge(at: start + .seconds(3)) }
        #expect(allowance.secondsUntilNext(at: start + .seconds(3)) == 4)
    }

    @Test("A smaller most cuts what was saved up, and a larger one adds nothing to it")
    func change() {
        var allowance = Allowance(rate: 1, capacity: 10, at: start)
        allowance.change(rate: 1, capacity: 2, at: start)
        allowance.change(rate: 1, capacity: 10, at: start)
        #expect(allowance.spend(3, at: start) == 2)
    }
}

extension Allowance {
    /// Tries to spend so many, and answers how many there were.
    fileprivate mutating func spend(_ wanted: Int, at now: ContinuousClock.Instant) -> Int {
        var spent = 0
        for _ in 0..<wanted where spend(at: now) { spent += 1 }
        return spent
    }
}
