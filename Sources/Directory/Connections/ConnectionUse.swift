/// A connection, and how it is used.
public struct ConnectionUse: Sendable, Hashable {
    /// The connection.
    public let connection: Connection
    /// How many of its tokens are good for anything.
    public let liveTokens: Int
    /// When the last of them expires; nil where there is none.
    public let expiresAt: Timestamp?
    /// When its identity provider was last let in, as exactly as the use of tokens is written down; nil for never.
    public let lastUsedAt: Timestamp?
}
