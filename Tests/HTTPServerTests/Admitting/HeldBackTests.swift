import Testing

@testable import HTTPServer

@Suite("What is held back")
struct HeldBackTests {
    private static let start = ContinuousClock.Instant.now
    private static let delay = Duration.milliseconds(20)

    @Test("goes when its time is over and not a nanosecond before")
    func delay() {
        var held = HeldBack<Int>(for: Self.delay, mostAtOnce: 10)
        held.append(1, at: Self.start)
        held.append(2, at: Self.start + .nanoseconds(1))
        let before = held.due(at: Self.start + Self.delay - .nanoseconds(1))
        let then = held.due(at: Self.start + Self.delay)
        #expect(before.isEmpty)
        #expect(then == [1])
        #expect(!held.isEmpty)
    }

    @Test("goes in its order, so many at once and not one more")
    func pace() {
        var held = HeldBack<Int>(for: Self.delay, mostAtOnce: 3)
        for number in 1...7 { held.append(number, at: Self.start) }
        let turns = (1...4).map { _ in held.due(at: Self.start + .seconds(1)) }
        #expect(turns == [[1, 2, 3], [4, 5, 6], [7], []])
        #expect(held.isEmpty)
    }
}
