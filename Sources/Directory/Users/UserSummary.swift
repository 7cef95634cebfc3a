public import FoundationEssentials

/// A person as one line of a list for staff.
public struct UserSummary: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// The name to sign in with, as sent.
    public let userName: String
    /// The display name, where there is one.
    public let displayName: String?
    /// Where the person is in their life.
    public let status: UserStatus
    /// What the person may do in the organisation.
    public let role: Role?
    /// When the person was provisioned.
    public let createdAt: Timestamp
    /// When anything was last changed.
    public let updatedAt: Timestamp
}
