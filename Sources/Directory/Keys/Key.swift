public import FoundationEssentials

/// What is known of a person's key, without its secret.
public struct Key: Sendable, Hashable {
    /// What a key opens.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case environment, api

        /// The kind of its secret.
        public var secretKind: IssuedSecret.Kind { self == .api ? .apiKey : .environmentKey }
    }

    /// How long a key may live at most that expires at all: ten years.
    public static let maximumLifetime = Duration.seconds(3_650 * 86_400)

    /// The identifier.
    public let id: UUID
    /// Whose key it is.
    public let user: UUID
    /// What it opens.
    public let kind: Kind
    /// The environment's name, for an environment key.
    public let environment: String?
    /// When it was issued.
    public let createdAt: Timestamp
    /// From when on it is refused, or nil.
    public let expiresAt: Timestamp?
    /// When it was revoked, or nil.
    public let revokedAt: Timestamp?
}
