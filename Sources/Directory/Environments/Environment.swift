public import FoundationEssentials

/// An environment of a tenant, for which people hold keys.
public struct Environment: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// The name; unique in the tenant.
    public let name: String
    /// Whether it is for the members of its groups alone. It stays so when the last group is gone, until staff open it.
    public let isRestricted: Bool
    /// The groups whose members alone may use it.
    public let groups: [UUID]

    /// The most characters a name may have.
    public static let maximumNameCharacters = 100
}
