public import FoundationEssentials

/// What is known of a SCIM token, without its secret.
public struct Token: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// The name that staff gave it.
    public let name: String
    /// The name of the connection that it belongs to.
    public let connection: String
    /// When it was issued.
    public let createdAt: Timestamp
    /// From when on it is refused.
    public let expiresAt: Timestamp
    /// When it was revoked, or nil.
    public let revokedAt: Timestamp?
    /// Whether it is neither expired nor revoked, by the database's clock.
    public let isLive: Bool
    /// The minute in which it was last used, or nil. It is written every five minutes, and may be six behind.
    public let lastUsedAt: Timestamp?

    /// Whether the token is good for anything, and if not, why.
    public var status: TokenStatus {
        if revokedAt != nil { return .revoked }
        return isLive ? .live : .expired
    }

    /// The most characters a name may have.
    public static let maximumNameCharacters = 100
    /// The longest life of a token: two years.
    public static let maximumLifetime = Duration.seconds(2 * 366 * 86_400)
    /// How long a token may live.
    public static let lifetimes = Duration.seconds(1)...maximumLifetime
}
