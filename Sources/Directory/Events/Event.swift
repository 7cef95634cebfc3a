public import FoundationEssentials
public import JSON

/// An immutable fact about a tenant: who did what to what, when, in which request.
public struct Event: Sendable, Hashable {
    /// Its place in the tenant's log.
    public let position: Int64
    /// When it happened.
    public let occurredAt: Timestamp
    /// What happened.
    public let kind: String
    /// What kind of actor did it: `connection`, `staff` or `worker`.
    public let actorKind: String
    /// Which actor.
    public let actorID: String?
    /// What kind of thing it happened to: `user`, `group`, `token`, `tenant`.
    public let subjectKind: String
    /// Which thing.
    public let subjectID: UUID?
    /// The request in which it happened.
    public let requestID: String?
    /// More about it: names of attributes and identifiers, never personal data. Empty where it is oversized.
    public let data: JSON
    /// Whether there is more about it than an event may say, or something that cannot be read, so that it is left out.
    public let isOversized: Bool

    /// The most identifiers that one event names; what concerns more is told by several.
    public static let maximumIdentifiers = 1000
}
