public import FoundationEssentials

/// One customer instance.
public struct Tenant: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// The number by which staff know the instance, for example 1042.
    public let instance: Int
    /// The client's slug, for example `acme`.
    public let client: String
    /// Where it is in its life.
    public let status: TenantStatus
    /// The host name that is always there.
    public let hostname: Hostname
    /// What people call the customer, where staff have said so: `Acme Corporation`.
    public let displayName: String?
    /// When it was onboarded.
    public let createdAt: Timestamp

    /// The highest instance number.
    public static let maximumInstance = 999_999_999
    /// The most characters a display name may have.
    public static let maximumDisplayNameCharacters = 100
    /// The most characters a client slug may have.
    public static let maximumClientBytes = 32

    /// The canonical host name, `cp-inst<number>-<client>.<base domain>`.
    ///
    /// - Returns: nil where a part is not what it must be: the number in 1...999,999,999, the client 1 to 32 lower
    ///   case letters, digits and inner hyphens, the whole a host name.
    public static func canonicalHostname(instance: Int, client: String, baseDomain: Hostname) -> Hostname? {
        guard 1...maximumInstance ~= instance, isClient(client) else { return nil }
        return Hostname(parsing: "cp-inst\(instance)-\(client).\(baseDomain.text)")
    }

    /// Whether a text can be a client slug.
    public static func isClient(_ text: String) -> Bool {
        1...maximumClientBytes ~= text.utf8.count && text.first != "-" && text.last != "-"
            && text.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                    || byte == UInt8(ascii: "-")
            }
    }
}
