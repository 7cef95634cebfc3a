public import FoundationEssentials

/// Whether a person has access, for staff who are about to give or take something. Deleted people have a standing too.
public struct UserStanding: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// Where the person is in their life.
    public let status: UserStatus
    /// What the person may do; nil where there is no membership.
    public let role: Role?
    /// When the SCIM resource was deleted, or nil.
    public let deletedAt: Timestamp?
    /// When the personal data was replaced, or nil.
    public let anonymisedAt: Timestamp?
}
