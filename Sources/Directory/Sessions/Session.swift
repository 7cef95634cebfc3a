public import FoundationEssentials

/// What is known of a sign-in session, without its secret.
public struct Session: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// Whose session it is.
    public let user: UUID
    /// When the person signed in.
    public let openedAt: Timestamp
    /// From when on it is refused.
    public let expiresAt: Timestamp
    /// When it was ended, or nil.
    public let endedAt: Timestamp?

    /// How long a session lives unless somebody says otherwise.
    public static let defaultLifetime = Duration.seconds(12 * 3600)
    /// How long a session may live at most: 90 days.
    public static let maximumLifetime = Duration.seconds(90 * 86_400)
}
