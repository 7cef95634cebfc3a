/// How long to leave a server alone that cannot be reached: longer each time, and never in step with other processes.
struct BackOff {
    private static let shortest = Duration.milliseconds(50)
    private static let longest = Duration.seconds(1)

    private var failures = 0
    /// Until when no attempt is made; nil where the last one succeeded.
    private(set) var end: ContinuousClock.Instant?

    /// Whether attempts have to wait.
    func isOn(at now: ContinuousClock.Instant) -> Bool {
        end.map { now < $0 } ?? false
    }

    mutating func succeeded() {
        failures = 0
        end = nil
    }

    /// - Parameter jitter: the part of the delay that counts, 0.5 to 1, by chance.
    mutating func failed(at now: ContinuousClock.Instant, jitter: Double) {
        let delay = min(Self.shortest * (1 << min(failures, 10)), Self.longest)
        failures += 1
        end = now + delay * jitter
    }
}
