public import FoundationEssentials

/// A group as one line of a list for staff.
public struct GroupSummary: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// The name, as sent.
    public let displayName: String
    /// The name of the connection whose identity provider manages it; nil for a team made by hand.
    public let connection: String?
    /// How many people are in it.
    public let members: Int
    /// When it was made.
    public let createdAt: Timestamp
    /// When it or its members were last changed.
    public let updatedAt: Timestamp
}
