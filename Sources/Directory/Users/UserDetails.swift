public import JSON

/// A person with everything that hangs on them, for staff.
public struct UserDetails: Sendable {
    /// What lists show.
    public let summary: UserSummary
    /// When the person finished setting up.
    public let setUpAt: Timestamp?
    /// When access ended.
    public let deactivatedAt: Timestamp?
    /// When the identity provider deleted the person.
    public let deletedAt: Timestamp?
    /// When the personal data was replaced.
    public let anonymisedAt: Timestamp?
    /// The name of the connection that made the person; nil for somebody made by hand.
    public let connection: String?
    /// What every connection calls the person: objects with `connection` and `externalId`.
    public let externalIDs: JSON
    /// The person's groups: objects with `id` and `displayName`.
    public let groups: JSON
    /// What the identity provider sent, without what stands elsewhere.
    public let document: JSON
}
