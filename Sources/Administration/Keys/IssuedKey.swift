public import Directory

/// A key that has just been issued, with the secret that nobody can ask for again.
public struct IssuedKey: Sendable {
    /// What remains known of it.
    public let key: Key
    /// What the person has to present.
    public let secret: IssuedSecret
}
