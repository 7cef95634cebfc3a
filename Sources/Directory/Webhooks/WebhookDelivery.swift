public import FoundationEssentials

/// One message to one endpoint, on its way or over, as staff see it.
public struct WebhookDelivery: Sendable, Hashable {
    /// How long it is kept when it is over, in days.
    public static let daysKept = 30

    /// The number, unique among all tenants; that of its job while it is not over.
    public let id: Int64
    /// Where it goes.
    public let endpoint: UUID
    /// The kind of event that it tells.
    public let type: String
    /// What it is about.
    public let subject: UUID?
    /// The identifier under which the receiver knows it.
    public let message: String
    /// `queued`, `running`, `held` or `dead`; and when it is over, a ``DeliveryEnding``.
    public let state: String
    /// How often it was tried.
    public let attempts: Int
    /// The status of the answer that ended it, or nil.
    public let status: Int?
    /// How the last attempt failed, or nil.
    public let lastError: String?
    /// When it was put in line.
    public let createdAt: Timestamp
    /// Before when it is not tried again; nil where it is not to be.
    public let nextTryAt: Timestamp?
    /// When it was over, or nil.
    public let endedAt: Timestamp?
}
