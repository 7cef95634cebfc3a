internal import Synchronization

/// A number that only grows, changed without a lock.
public final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    init() {}

    /// The number now.
    public var value: Int { count.load(ordering: .relaxed) }

    /// Adds to the number. It wraps around rather than ending the process, which a reader takes for a restart.
    ///
    /// - Precondition: `amount` is not negative.
    public func increment(by amount: Int = 1) {
        precondition(amount >= 0, "a counter only grows")
        count.wrappingAdd(amount, ordering: .relaxed)
    }
}
