import Testing

@testable import HTTPServer

/// Random events at a turnstile, beside a plain account of who runs and who waits.
struct TurnstileHistory: ~Copyable {
    private static let limits = Turnstile<Int>.Limits(running: 7, waiting: 20, waitingOfOne: 6)

    private var turnstile = Turnstile<Int>(limits)
    private var state: UInt64
    private var now = ContinuousClock.Instant.now
    private var lastRequest = 0
    private var running: [Origin] = []
    private var waiting: [(ticket: UInt64, origin: Origin, request: Int)] = []

    init(seed: UInt64) {
        state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    }

    mutating func step() {
        now += .milliseconds(random(100))
        switch random(5) {
        case 0, 1, 2: arrive(Origin(UInt64(random(random(2) == 0 ? 2 : 12))))
        case 3: leave()
        default: withdraw()
        }
        check()
    }

    /// Everybody goes; then nothing may be left.
    mutating func finish() {
        while !running.isEmpty {
            leave()
            check()
        }
        #expect(waiting.isEmpty)
        turnstile.forget(before: now + .seconds(1))
        turnstile.forget(before: now + .seconds(2))
        #expect(turnstile.originCount == 0)
    }

    private mutating func arrive(_ origin: Origin) {
        lastRequest += 1
        switch turnstile.arrive(lastRequest, of: origin, at: now) {
        case .runs: running.append(origin)
        case .waits(let ticket): waiting.append((ticket, origin, lastRequest))
        case .originIsFull: #expect(waiting.count { $0.origin == origin } == Self.limits.waitingOfOne)
        case .everythingIsFull: #expect(waiting.count == Self.limits.waiting)
        }
    }

    private mutating func leave() {
        guard !running.isEmpty else { return }
        for (origin, request) in turnstile.leave(running.remove(at: random(running.count)), at: now) {
            // The oldest one of its origin, and no other.
            let oldest = waiting.firstIndex { $0.origin == origin }
            #expect(oldest.map { waiting.remove(at: $0).request } == request)
            running.append(origin)
        }
    }

    private mutating func withdraw() {
        guard !waiting.isEmpty else { return }
        let (ticket, origin, _) = waiting.remove(at: random(waiting.count))
        let wasWaiting = turnstile.withdraw(ticket, of: origin, at: now)
        #expect(wasWaiting)
    }

    private func check() {
        #expect(turnstile.running == running.count)
        #expect(turnstile.waiting == waiting.count)
        #expect(running.count <= Self.limits.running)
        // Who waits although there are places holds two at least, or all that one may have alone.
        guard running.count < Self.limits.running else { return }
        for (_, origin, _) in waiting { #expect(running.count { $0 == origin } >= 2) }
    }

    private mutating func random(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(count))
    }
}
