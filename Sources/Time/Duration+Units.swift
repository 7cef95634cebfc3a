extension Duration {
    /// Seconds, with their fraction.
    public var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// Whole milliseconds, rounded towards zero; as many as there can be where 64 bits do not hold them.
    public var inMilliseconds: Int64 { whole(perSecond: 1_000) }

    /// Whole microseconds, likewise.
    public var inMicroseconds: Int64 { whole(perSecond: 1_000_000) }

    /// Whole nanoseconds, likewise.
    public var inNanoseconds: Int64 { whole(perSecond: 1_000_000_000) }

    private func whole(perSecond: Int64) -> Int64 {
        let (seconds, attoseconds) = components
        let (whole, isTooMany) = seconds.multipliedReportingOverflow(by: perSecond)
        let (sum, isTooManyMore) = whole.addingReportingOverflow(attoseconds / (1_000_000_000_000_000_000 / perSecond))
        return isTooMany || isTooManyMore ? (seconds < 0 ? .min : .max) : sum
    }
}
