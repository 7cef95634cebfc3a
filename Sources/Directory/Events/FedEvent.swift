public import FoundationEssentials

/// An event in the feed of all tenants.
public struct FedEvent: Sendable, Hashable {
    /// Its place in the feed.
    public let cursor: EventCursor
    /// Whose event it is.
    public let tenant: UUID
    /// What happened.
    public let event: Event
}
