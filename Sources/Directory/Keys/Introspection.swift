public import FoundationEssentials

/// A key or a session that counts at this moment, and what it gives.
public struct Introspection: Sendable, Hashable {
    /// A group of the organisation that the person is in.
    public struct Team: Sendable, Hashable {
        /// The identifier, which stays.
        public let id: UUID
        /// What the organisation calls it now.
        public let name: String
    }

    /// The most teams that an answer names.
    public static let maximumTeams = 100

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
    /// Where the person is in their life; `active`, since nobody else's secrets count.
    public let status: UserStatus
    /// The tenant.
    public let tenant: UUID
    /// The number of its instance.
    public let instance: Int
    /// The groups that the person is in, one more than ``maximumTeams`` where there are more than that.
    public let teams: [Team]
}
