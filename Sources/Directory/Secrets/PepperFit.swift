/// Whether a program has the peppers that a database knows.
public enum PepperFit: Sendable, Hashable, CaseIterable {
    /// It has all of them.
    case fits
    /// It has only the one before the current one.
    case lacksCurrent
    /// It has only the current one, and some things may still be under the one before.
    case lacksPrevious
    /// It has none of them.
    case wrong
}
