public import JSON

/// A person with everything that hangs on them, for staff.
public struct UserDetails: Sendable {
    /// What lists show.
    public let summary: UserSummary
    /// When the person finished setting up.
    public let setUpAt: Timestamp?
    /// When access ended.
    public let deactivatedAt: Timestamp?
    /// What every connection calls the person: objects with `connection` and `externalId`.
    public let externalIDs: JSON
    /// The person's groups: objects with `id` and `displayName`.
    public let groups: JSON
    /// What the identity provider sent, without what stands elsewhere.
    public let document: JSON
}
