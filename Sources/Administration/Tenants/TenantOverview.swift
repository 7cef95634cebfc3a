public import Directory

/// A tenant, and what staff ask about it first.
public struct TenantOverview: Sendable {
    /// The tenant.
    public let tenant: Tenant
    /// Its connections and how they are used, by name; the first hundred.
    public let connections: [ConnectionUse]
    /// Its tokens that are neither expired nor revoked, in the order in which they were issued; the first hundred.
    public let tokens: [Token]
    /// How many people there are in each status.
    public let people: [UserStatus: Int]
    /// The holds that wait for staff.
    public let openHolds: [Hold]
    /// The endpoints that are told nothing any more, with the reason.
    public let disabledWebhooks: [WebhookEndpoint]

    /// When an identity provider of the tenant was last let in.
    public var lastSyncAt: Timestamp? {
        // Their texts sort as the times do, to the millisecond.
        connections.compactMap(\.lastUsedAt).max { $0.text < $1.text }
    }

    /// The most connections and tokens that are shown.
    public static let maximumCount = 100
}
