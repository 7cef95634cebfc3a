public import Directory

/// A hold, and whose it is.
public struct TenantHold: Sendable {
    /// The tenant whose people leave.
    public let tenant: Tenant
    /// The hold.
    public let hold: Hold
}
