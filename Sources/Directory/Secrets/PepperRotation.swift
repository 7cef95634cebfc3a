/// What came of moving on to another pepper; the raw value is what the database says.
public enum PepperRotation: String, Sendable, Hashable, CaseIterable {
    /// It is the current one now, and the one before is kept beside it.
    case rotated
    /// No program has come yet, so that there is none to move on from.
    case unknown
    /// It is the current one already.
    case unchanged
    /// There is still one before the current one.
    case unfinished
    /// It was the one before another, and has been retired.
    case retired
    /// A server or worker that runs does not have it.
    case lacking
}
