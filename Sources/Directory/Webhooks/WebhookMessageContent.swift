public import FoundationEssentials
public import JSON

/// What one delivery tells one endpoint, as its job says it.
public struct WebhookMessageContent: Sendable, Hashable {
    /// Where it goes.
    public let endpoint: UUID
    /// The identifier of the message, the same in all attempts and for all endpoints.
    public let message: String
    /// The kind of event.
    public let type: String
    /// When it happened (RFC 3339).
    public let time: String
    /// What kind of thing it happened to.
    public let subjectKind: String
    /// Which thing.
    public let subject: UUID?
    /// How many times the person had left or come back, where that is what is told; nil for everything else.
    public let generation: Int64?
    /// The place of the event in the feed; nil where the person's access is what is told.
    public let cursor: String?

    /// Reads the payload of a job; nil where it is not one of a delivery.
    public init?(_ payload: JSON, subject: UUID?, generation: Int64) {
        guard let endpoint = payload["endpoint"]?.stringValue.flatMap({ UUID(uuidString: $0) }),
            let message = payload["message"]?.stringValue, let type = payload["type"]?.stringValue,
            let time = payload["at"]?.stringValue
        else { return nil }
        self.endpoint = endpoint
        self.message = message
        self.type = type
        self.time = time
        self.subject = subject
        subjectKind = payload["subjectKind"]?.stringValue ?? "user"
        cursor = payload["cursor"]?.stringValue
        self.generation = cursor == nil ? generation : nil
    }
}
