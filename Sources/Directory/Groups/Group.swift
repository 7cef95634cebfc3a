public import FoundationEssentials

/// A group of the bound tenant, as stored.
public struct Group: Sendable {
    /// The identifier.
    public let id: UUID
    /// The name, exactly as sent.
    public let displayName: String
    /// Raised by every change; the entity tag.
    public let version: Int64
    /// When it was made.
    public let createdAt: Timestamp
    /// When it or its members were last changed.
    public let updatedAt: Timestamp
    /// The name that the asking connection has for the group.
    public let externalID: String?
    /// How many members it has.
    public let memberCount: Int
    /// All of them; nil where there are none, or they were not asked for, or are more than were asked for.
    public let members: MemberList?
}
