internal import Time

/// What somebody may do so often: it fills up at a steady rate, up to a most, and is spent one by one.
///
/// A value without a clock of its own, so that everything about it can be tested with made-up instants.
struct Allowance {
    /// How much comes in, in one second; more than 0.
    private(set) var rate: Double
    /// The most that can be saved up.
    private(set) var capacity: Double
    private var level: Double
    private var filledAt: ContinuousClock.Instant

    /// A full allowance.
    init(rate: Double, capacity: Double, at now: ContinuousClock.Instant) {
        precondition(rate > 0 && capacity >= 1, "an allowance allows something")
        self.rate = rate
        self.capacity = capacity
        level = capacity
        filledAt = now
    }

    /// Spends one, if there is one.
    mutating func spend(at now: ContinuousClock.Instant) -> Bool {
        fill(at: now)
        guard level >= 1 else { return false }
        level -= 1
        return true
    }

    /// Takes one for something that has happened, whether there is one or not. What is owed has to fill up first; more
    /// than the most that can be saved up is not owed.
    mutating func charge(at now: ContinuousClock.Instant) {
        fill(at: now)
        level = max(-capacity, level - 1)
    }

    /// After how many seconds there is one to spend; 0 if there is one now.
    func secondsUntilNext(at now: ContinuousClock.Instant) -> Double {
        var later = self
        later.fill(at: now)
        return max(0, 1 - later.level) / rate
    }

    /// Goes on with another rate and another most; what has been saved up stays, as far as it fits.
    mutating func change(rate: Double, capacity: Double, at now: ContinuousClock.Instant) {
        precondition(rate > 0 && capacity >= 1, "an allowance allows something")
        fill(at: now)
        self.rate = rate
        self.capacity = capacity
        level = min(level, capacity)
    }

    private mutating func fill(at now: ContinuousClock.Instant) {
        // Threads that read the clock before they got the lock may come in the wrong order.
        guard now > filledAt else { return }
        level = min(capacity, level + filledAt.seconds(until: now) * rate)
        filledAt = now
    }
}

extension ContinuousClock.Instant {
    /// The seconds from here to another instant.
    func seconds(until other: ContinuousClock.Instant) -> Double {
        duration(to: other).inSeconds
    }
}
