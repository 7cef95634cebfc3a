public import FoundationEssentials

/// An event in the feed of all tenants.
public struct FedEvent: Sendable, Hashable {
    /// Its place in the feed.
    public let cursor: EventCursor
    /// Whose event it is; nil for the platform's own.
    public let tenant: UUID?
    /// What happened.
    public let event: Event
}
