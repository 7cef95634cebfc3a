public import FoundationEssentials

/// An environment of a tenant, for which people hold keys.
public struct Environment: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// The name; unique in the tenant.
    public let name: String
    /// The groups whose members alone may use it; empty where everybody in the tenant may.
    public let groups: [UUID]

    /// The most characters a name may have.
    public static let maximumNameCharacters = 100
}
