public import FoundationEssentials

/// That a token was used, some time ago.
public struct TokenUse: Sendable, Hashable {
    /// The tenant that the token belongs to.
    public let tenant: UUID
    /// The token.
    public let token: UUID
    /// How many seconds ago.
    public let secondsAgo: Int

    /// A use.
    public init(tenant: UUID, token: UUID, secondsAgo: Int) {
        self.tenant = tenant
        self.token = token
        self.secondsAgo = secondsAgo
    }
}
