public import FoundationEssentials

/// A program of the operator that may ask whether keys and sessions count, and read the events.
public struct APIClient: Sendable, Hashable {
    /// The identifier, which is the user name of its Basic authentication.
    public let id: UUID
    /// The name; unique among those that are not revoked.
    public let name: String
    /// When it was registered.
    public let createdAt: Timestamp
    /// When it was revoked, or nil.
    public let revokedAt: Timestamp?

    /// The most characters a name may have.
    public static let maximumNameCharacters = 100
}
