internal import Synchronization
internal import Time

/// Measures the turns of a loop: how long it works between two waits, during which no socket is looked at.
///
/// The loop's thread writes, and any thread reads.
final class TurnClock: Sendable {
    /// Turns from this length on are counted: whoever has sent something meanwhile has noticed.
    static let longTurn = Duration.milliseconds(50)
    /// The longest turn is remembered for one to two of these.
    static let window = Duration.seconds(60)

    private let origin: ContinuousClock.Instant
    /// When the turn that lasts has begun, in nanoseconds since the origin; -1 while the loop waits.
    private let begin = Atomic<Int64>(0)
    private let windowNumber = Atomic<Int64>(0)
    private let longestOfWindow = Atomic<Int64>(0)
    private let longestOfWindowBefore = Atomic<Int64>(0)
    private let longTurns = Atomic<Int>(0)

    /// A clock of a loop that begins its first turn.
    init(at now: ContinuousClock.Instant = .now) {
        origin = now
    }

    func turnBegan(at now: ContinuousClock.Instant) {
        begin.store(nanoseconds(to: now), ordering: .relaxed)
    }

    func turnEnded(at now: ContinuousClock.Instant) {
        let end = nanoseconds(to: now)
        let length = end - begin.exchange(-1, ordering: .relaxed)
        if length >= Self.longTurn.inNanoseconds { longTurns.wrappingAdd(1, ordering: .relaxed) }
        let number = end / Self.window.inNanoseconds
        let former = windowNumber.load(ordering: .relaxed)
        if number != former {
            let longest = number == former + 1 ? longestOfWindow.load(ordering: .relaxed) : 0
            longestOfWindowBefore.store(longest, ordering: .relaxed)
            longestOfWindow.store(0, ordering: .relaxed)
            windowNumber.store(number, ordering: .relaxed)
        }
        if length > longestOfWindow.load(ordering: .relaxed) { longestOfWindow.store(length, ordering: .relaxed) }
    }

    /// What has been measured, the turn that lasts included.
    func turns(at now: ContinuousClock.Instant) -> LoopTurns {
        let time = nanoseconds(to: now)
        let begin = begin.load(ordering: .relaxed)
        let current = begin < 0 ? 0 : max(0, time - begin)
        let age = time / Self.window.inNanoseconds - windowNumber.load(ordering: .relaxed)
        let longest =
            switch age {
            case ...0: max(longestOfWindow.load(ordering: .relaxed), longestOfWindowBefore.load(ordering: .relaxed))
            case 1: longestOfWindow.load(ordering: .relaxed)
            default: Int64(0)
            }
        return LoopTurns(
            longest: .nanoseconds(max(longest, current)), current: .nanoseconds(current),
            longTurns: longTurns.load(ordering: .relaxed))
    }

    private func nanoseconds(to now: ContinuousClock.Instant) -> Int64 {
        origin.duration(to: now).inNanoseconds
    }
}
