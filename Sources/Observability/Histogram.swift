internal import Synchronization
internal import Time

/// How many values fell into which of a few fixed buckets.
public final class Histogram: Sendable {
    struct Snapshot {
        let bounds: [Double]
        /// One for each bound, and one for what is above the last.
        var counts: [Int]
        var sum = 0.0
    }

    /// Upper bounds in seconds that suit the time a request takes: from half a millisecond to ten seconds.
    public static let secondsOfRequests = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private let bounds: [Double]
    private let state: Mutex<Snapshot>

    init(buckets: [Double]) {
        precondition(!buckets.isEmpty && buckets.allSatisfy(\.isFinite), "a histogram has finite buckets")
        precondition(zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 }, "buckets rise")
        bounds = buckets
        state = Mutex(Snapshot(bounds: buckets, counts: Array(repeating: 0, count: buckets.count + 1)))
    }

    var snapshot: Snapshot { state.withLock { $0 } }

    /// Counts a value into the first bucket whose bound is not below it.
    public func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] &+= 1
            state.sum += value
        }
    }

    /// Counts a duration, in seconds.
    public func record(_ duration: Duration) {
        record(duration.inSeconds)
    }
}
