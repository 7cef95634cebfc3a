/// What came of retiring the pepper before the current one; the raw value is what the database says.
public enum PepperRetirement: String, Sendable, Hashable, CaseIterable {
    /// Nobody is asked any more for what is under it.
    case retired
    /// There is none.
    case unknown
    /// The platform has moved on so lately that a program may not have heard of it.
    case fresh
}
