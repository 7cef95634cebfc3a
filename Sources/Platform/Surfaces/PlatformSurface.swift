/// One of the surfaces that a server can have; the raw value is the word in the setting.
public enum PlatformSurface: String, CaseIterable, Sendable {
    /// SCIM 2.0, for identity providers.
    case scim
    /// Introspection and the feed of events, for the operator's own programs.
    case product

    /// Who a server with certain surfaces is in the database: the role that may do what they need, and no more.
    public static func role(serving surfaces: [PlatformSurface]) -> DatabaseRole {
        surfaces.contains(.scim) ? .app : .product
    }
}
