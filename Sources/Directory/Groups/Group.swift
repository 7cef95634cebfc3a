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
    /// The members as a JSON array in UTF-8, as many as were asked for; nil where there are none.
    public let members: [UInt8]?
    /// How many members ``members`` holds.
    public let memberCount: Int
}
