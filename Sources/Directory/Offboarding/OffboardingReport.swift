public import FoundationEssentials

/// What was done about somebody leaving: from the identity provider's request to the last receipt.
public struct OffboardingReport: Sendable, Hashable {
    /// One effect.
    public struct Step: Sendable, Hashable {
        /// Which.
        public let effect: String
        /// `done` or `superseded`; before that the state of its job: `queued`, `running`, `held`, `dead`.
        public let state: String
        /// How often it was tried.
        public let attempts: Int
        /// How many keys, sessions, memberships or endpoints; nil while it is not done.
        public let count: Int64?
        /// When it was done, or nil.
        public let finishedAt: Timestamp?
        /// Why the last attempt failed, or nil.
        public let lastError: String?
    }

    /// Who left.
    public let user: UUID
    /// Which time.
    public let generation: Int64
    /// When access ended.
    public let deactivatedAt: Timestamp
    /// When the last effect was done; nil while one is not.
    public let completedAt: Timestamp?
    /// The request of the identity provider.
    public let requestID: String?
    /// Whether the SCIM resource was deleted.
    public let isDeletion: Bool
    /// The hold that the effects wait for or waited for, or nil.
    public let hold: UUID?
    /// When it was undone, or nil.
    public let undoneAt: Timestamp?
    /// The effects, in a fixed order.
    public var steps: [Step]
}
