public import FoundationEssentials

/// A person's place in the tenant's organisation.
public struct Membership: Sendable, Hashable {
    /// Whose.
    public let user: UUID
    /// The name to sign in with.
    public let userName: String
    /// What the person may do.
    public let role: Role
    /// Where the person is in their life.
    public let status: UserStatus
    /// When the membership was soft-deleted, or nil.
    public let deletedAt: Timestamp?
}
