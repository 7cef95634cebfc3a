extension Int64 {
    /// Division that rounds down, so that times before 1970 fall on the right day: the remainder is never negative.
    ///
    /// - Parameter divisor: greater than 0.
    public func dividedDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
