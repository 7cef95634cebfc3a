/// Whether a token is good for anything.
public enum TokenStatus: String, Sendable, Hashable, CaseIterable {
    /// It is accepted.
    case live
    /// Its time is over.
    case expired
    /// Staff have ended it.
    case revoked
}
