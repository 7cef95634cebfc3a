public import Directory

/// A session that has just been opened, with the secret that nobody can ask for again.
public struct OpenedSession: Sendable {
    /// What remains known of it.
    public let session: Session
    /// What the person's browser has to present.
    public let secret: IssuedSecret
}
