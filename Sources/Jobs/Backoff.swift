/// How long a job waits after a failed attempt: longer from one to the next, and never for as long as another job.
public struct Backoff: Sendable, Hashable {
    /// The longest delay after the first attempt; it doubles with each further one.
    public var first: Duration
    /// The longest delay after any attempt.
    public var longest: Duration

    /// A policy.
    public init(first: Duration = .seconds(1), longest: Duration = .seconds(3600)) {
        self.first = max(first, .zero)
        self.longest = max(longest, .zero)
    }

    /// The longest delay after an attempt.
    ///
    /// - Parameter attempt: which one it was, from 1.
    public func limit(afterAttempt attempt: Int) -> Duration {
        // Doubling stops where no duration of this world could grow any more.
        let doublings = min(max(attempt, 1) - 1, 30)
        return min(longest, min(first, longest) * (1 << doublings))
    }

    /// Any delay between none and the limit, with equal chances: those who failed together do not come back together.
    public func delay(afterAttempt attempt: Int) -> Duration {
        limit(afterAttempt: attempt) * Double.random(in: 0...1)
    }
}
