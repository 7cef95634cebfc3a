public import Directory
public import FoundationEssentials

/// A client that has just been registered, with the secret that nobody can ask for again.
public struct RegisteredClient: Sendable {
    /// The user name of its Basic authentication.
    public let id: UUID
    /// The password of it.
    public let secret: IssuedSecret
}
