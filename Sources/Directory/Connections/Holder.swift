public import FoundationEssentials

/// What has a name already that something else was to get.
public struct Holder: Sendable, Hashable {
    /// Who made it.
    public enum Maker: String, Sendable, Hashable, CaseIterable {
        /// The connection that asks.
        case thisConnection = "this"
        /// Another connection of the tenant.
        case anotherConnection = "another"
        /// Staff.
        case hand
    }

    /// Its identifier.
    public let id: UUID
    /// Who made it.
    public let maker: Maker
}
