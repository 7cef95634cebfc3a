public import FoundationEssentials

/// A hold on the effects of too many people leaving at once: it takes in everybody who left from ``beganAt`` until it is
/// resolved.
public struct Hold: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// When one too many had left.
    public let openedAt: Timestamp
    /// When the first of those left whom it takes in.
    public let beganAt: Timestamp
    /// Of how many people the breaker counted so many: those who were there an hour before, the leavers among them.
    public let base: Int
    /// When staff resolved it, or nil.
    public let resolvedAt: Timestamp?
    /// `approved` or `undone`, or nil.
    public let resolution: String?
    /// When undoing was through, or nil.
    public let finishedAt: Timestamp?
    /// How many people undoing has brought back.
    public let returned: Int
    /// What the breaker allowed: more than so many people, and more than so many percent.
    public let limit: Limit
    /// How the people stand whom it takes in.
    public let people: People

    /// What the breaker allows within an hour.
    public struct Limit: Sendable, Hashable {
        /// So many people are never too many.
        public let people: Int
        /// So many of a hundred are not too many.
        public let percent: Int
    }

    /// How many people of a hold stand how.
    public struct People: Sendable, Hashable {
        /// All who have left.
        public let all: Int
        /// Whose effects wait.
        public let waiting: Int
        /// Whose effects had been carried out: undoing takes them back.
        public let carriedOut: Int
        /// Of whom a webhook was told: that cannot be taken back, and the product is told that they are back.
        public let told: Int
        /// Who were anonymised, and cannot be brought back.
        public let anonymised: Int
        /// Whom undoing has still to look at.
        public let toUndo: Int
    }

    /// Whether something of it is still to be done.
    public var isUnfinished: Bool {
        switch resolution {
        case nil: true
        case "undone": finishedAt == nil
        default: people.waiting > 0
        }
    }
}
