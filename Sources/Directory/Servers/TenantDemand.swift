public import FoundationEssentials

/// How many requests a second a tenant wants from a server.
public struct TenantDemand: Sendable, Hashable {
    /// The tenant.
    public let tenant: UUID
    /// Requests a second, those that were refused too.
    public let requestsPerSecond: Int

    /// A demand.
    public init(tenant: UUID, requestsPerSecond: Int) {
        self.tenant = tenant
        self.requestsPerSecond = requestsPerSecond
    }
}
