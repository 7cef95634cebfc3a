@testable import HTTPServer

/// A turnstile whose changing functions can stand inside an expectation.
final class TestedTurnstile {
    private var turnstile: Turnstile<String>

    init(running: Int = 16, waiting: Int = 100, waitingOfOne: Int = 10) {
        turnstile = Turnstile(.init(running: running, waiting: waiting, waitingOfOne: waitingOfOne))
    }

    var running: Int { turnstile.running }
    var waiting: Int { turnstile.waiting }
    var originCount: Int { turnstile.originCount }

    func arrive(_ name: String, of origin: Origin, at now: ContinuousClock.Instant) -> Turnstile<String>.Decision {
        turnstile.arrive(name, of: origin, at: now)
    }

    func leave(_ origin: Origin, at now: ContinuousClock.Instant) -> [String] {
        turnstile.leave(origin, at: now).map(\.waiter)
    }

    func withdraw(_ ticket: UInt64, of origin: Origin, at now: ContinuousClock.Instant) -> Bool {
        turnstile.withdraw(ticket, of: origin, at: now)
    }

    func forget(before now: ContinuousClock.Instant) {
        turnstile.forget(before: now)
    }
}
