import Reactor
import Testing

@Suite struct TimerTests {
    private let loop = EventLoop()
    private let record = Record()

    @Test func timersFireInTheOrderOfTheirTimes() async {
        let (record, loop) = (record, loop)
        let now = ContinuousClock.now
        await loop.run {
            for number in [3, 1, 2] {
                loop.setTimer(
                    loop.makeToken(), at: now + .milliseconds(number), handler: TestHandler { record.note("\(number)") }
                )
            }
            Self.hold(until: now + .milliseconds(5))
        }
        await loop.pass(.milliseconds(1))
        #expect(record.all == ["1", "2", "3"])
    }

    @Test func aTimerThatAnothersHandlerRemovesInTheSamePassDoesNotFire() async {
        let (record, loop) = (record, loop)
        let (first, second) = (loop.makeToken(), loop.makeToken())
        let now = ContinuousClock.now
        await loop.run {
            let removed = TestHandler { record.note("removed") }
            let remover = TestHandler {
                record.note("remover")
                loop.setTimer(second, at: nil, handler: removed)
            }
            loop.setTimer(first, at: now + .milliseconds(1), handler: remover)
            loop.setTimer(second, at: now + .milliseconds(2), handler: removed)
            Self.hold(until: now + .milliseconds(4))
        }
        await loop.pass(.milliseconds(1))
        #expect(record.all == ["remover"])
    }

    @Test func aTimerThatAnothersHandlerMovesInTheSamePassFiresAtItsNewTimeAndOnce() async {
        let (record, loop) = (record, loop)
        let (first, second) = (loop.makeToken(), loop.makeToken())
        let now = ContinuousClock.now
        let later = now + .milliseconds(40)
        await loop.run {
            let moved = TestHandler { record.note(ContinuousClock.now >= later ? "at its new time" : "too early") }
            let mover = TestHandler {
                record.note("mover")
                loop.setTimer(second, at: later, handler: moved)
            }
            loop.setTimer(first, at: now + .milliseconds(1), handler: mover)
            loop.setTimer(second, at: now + .milliseconds(2), handler: moved)
            Self.hold(until: now + .milliseconds(4))
        }
        await loop.pass(.milliseconds(60))
        #expect(record.all == ["mover", "at its new time"])
    }

    /// Keeps the loop's thread, so that several timers are due in one pass.
    private static func hold(until end: ContinuousClock.Instant) {
        while ContinuousClock.now < end {}
    }
}

extension TestHandler {
    fileprivate convenience init(_ fired: @escaping @Sendable () -> Void) {
        self.init(fired: { _ in fired() })
    }
}
