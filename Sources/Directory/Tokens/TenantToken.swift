public import FoundationEssentials

/// A token, and whose it is.
public struct TenantToken: Sendable, Hashable {
    /// The tenant.
    public let tenant: UUID
    /// Its instance number.
    public let instance: Int
    /// Its client.
    public let client: String
    /// The token.
    public let token: Token
}
