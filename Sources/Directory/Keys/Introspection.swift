public import FoundationEssentials

/// A key or a session that counts at this moment, and what it gives.
public struct Introspection: Sendable, Hashable {
    /// Whose it is.
    public let user: UUID
    /// The name that the person signs in with.
    public let userName: String
    /// The role in the organisation.
    public let role: Role
    /// `environment_key`, `api_key` or `session`.
    public let tokenType: String
    /// The name of the environment, for an environment key.
    public let environment: String?
    /// Seconds since 1970 when it was issued.
    public let issuedAt: Int64
    /// Seconds since 1970 from when on it is refused, or nil.
    public let expiresAt: Int64?
}
