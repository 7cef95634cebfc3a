import Jobs
import Testing

@Suite struct BackoffTests {
    @Test(
        "the longest delay doubles from attempt to attempt, up to the limit",
        arguments: [(Int.min, 1), (0, 1), (1, 1), (2, 2), (3, 4), (12, 2048), (13, 3600), (1000, 3600), (.max, 3600)])
    func doubles(attempt: Int, seconds: Int) {
        #expect(Backoff().limit(afterAttempt: attempt) == .seconds(seconds))
    }

    @Test("a delay is never negative and never beyond the limit", arguments: 1...20)
    func isBounded(attempt: Int) {
        let backoff = Backoff(first: .milliseconds(10), longest: .seconds(5))
        for _ in 0..<200 {
            let delay = backoff.delay(afterAttempt: attempt)
            #expect(delay >= .zero && delay <= backoff.limit(afterAttempt: attempt))
        }
    }

    @Test("delays are spread over the whole range")
    func isSpread() {
        let delays = (0..<1000).map { _ in Backoff().delay(afterAttempt: 11) / .seconds(1024) }
        #expect(delays.contains { $0 < 0.1 } && delays.contains { $0 > 0.9 })
    }

    @Test("a first delay above the longest is cut, and a negative one is none")
    func isCut() {
        #expect(Backoff(first: .seconds(10), longest: .seconds(5)).limit(afterAttempt: 1) == .seconds(5))
        #expect(Backoff(first: .seconds(-1)).limit(afterAttempt: 5) == .zero)
    }
}
