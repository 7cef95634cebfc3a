public import Directory

/// A token that has just been issued, with the secret that nobody can ask for again.
public struct IssuedToken: Sendable {
    /// What remains known of it.
    public let token: Token
    /// What the identity provider has to present.
    public let secret: IssuedSecret
}
