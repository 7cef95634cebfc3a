public import Directory

/// Something, and whose it is: a line of a list over all tenants.
public struct OfTenant<Element: Sendable>: Sendable {
    /// The tenant.
    public let tenant: Tenant
    /// What it has.
    public let element: Element
}
