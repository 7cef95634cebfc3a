public import FoundationEssentials

/// Everything that decides whether a key or a session counts, for staff who want to know why one does not.
public struct SecretStanding: Sendable, Hashable {
    /// The identifier of the key or session.
    public let id: UUID
    /// Whose it is.
    public let user: UUID
    /// `environment_key`, `api_key` or `session`.
    public let tokenType: String
    /// Whether a key was revoked, or a session ended.
    public let isEnded: Bool
    /// Whether its time is over.
    public let isExpired: Bool
    /// Whether it is from before the last time that the person's access ended.
    public let isFromBefore: Bool
    /// Where the person is in their life.
    public let status: UserStatus
    /// Whether the person's SCIM resource was deleted.
    public let isPersonDeleted: Bool
    /// Whether the person has a membership that is not deleted.
    public let isMember: Bool
    /// Whether it is for an environment of teams of which the person is in none.
    public let isOutsideTeams: Bool
}
