public import FoundationEssentials

/// One identity provider connected to a tenant. It owns its tokens and its `externalId`s.
public struct Connection: Sendable, Hashable {
    /// Whether its identity provider is let in.
    public enum Status: String, Sendable, Hashable {
        case off, on, paused
    }

    /// The identifier.
    public let id: UUID
    /// The name by which staff know it; unique in the tenant.
    public let name: String
    /// Whether its identity provider is let in.
    public let status: Status

    /// The name of the connection that every tenant begins with.
    public static let defaultName = "default"
    /// The most characters a name may have.
    public static let maximumNameCharacters = 100
}
