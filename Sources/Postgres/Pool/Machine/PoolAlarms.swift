/// When a pool has to look for something, and the one instant for which it asks to be woken.
struct PoolAlarms {
    /// When the first unit is too late.
    private(set) var deadline: ContinuousClock.Instant?
    /// When the first connection has been silent for too long.
    private(set) var stall: ContinuousClock.Instant?
    /// When the first connection has been idle for too long.
    private(set) var idle: ContinuousClock.Instant?
    /// When another connection may be opened.
    private(set) var opening: ContinuousClock.Instant?
    private var armed: ContinuousClock.Instant?

    /// What there is to look for.
    struct Due {
        let deadlines, stalls, idle, opening: Bool
    }

    mutating func setDeadline(_ instant: ContinuousClock.Instant) {
        deadline = deadline.map { min($0, instant) } ?? instant
    }

    mutating func setStall(_ instant: ContinuousClock.Instant) {
        stall = stall.map { min($0, instant) } ?? instant
    }

    mutating func setIdle(_ instant: ContinuousClock.Instant) {
        idle = idle ?? instant
    }

    mutating func setOpening(_ instant: ContinuousClock.Instant?) {
        opening = instant
    }

    /// Forgets what is due by now, and that there was to be a call.
    mutating func takeDue(at now: ContinuousClock.Instant) -> Due {
        armed = nil
        let due = Due(
            deadlines: Self.isDue(deadline, now), stalls: Self.isDue(stall, now), idle: Self.isDue(idle, now),
            opening: Self.isDue(opening, now))
        if due.deadlines { deadline = nil }
        if due.stalls { stall = nil }
        if due.idle { idle = nil }
        if due.opening { opening = nil }
        return due
    }

    /// The instant to be woken at, where that is earlier than what was asked for before.
    mutating func rearmed() -> ContinuousClock.Instant? {
        var first = deadline
        for instant in [stall, idle, opening] {
            if let instant, first.map({ instant < $0 }) ?? true { first = instant }
        }
        guard let first, armed.map({ first < $0 }) ?? true else { return nil }
        armed = first
        return first
    }

    private static func isDue(_ instant: ContinuousClock.Instant?, _ now: ContinuousClock.Instant) -> Bool {
        instant.map { $0 <= now } ?? false
    }
}
