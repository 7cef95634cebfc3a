public import FoundationEssentials

/// A hold on the effects of too many people leaving at once.
public struct Hold: Sendable, Hashable {
    /// The identifier.
    public let id: UUID
    /// When one too many left.
    public let openedAt: Timestamp
    /// How many had left within the hour then.
    public let people: Int
    /// Of how many, themselves included.
    public let base: Int
    /// How many people it holds the effects of now.
    public let heldPeople: Int
    /// When staff resolved it, or nil.
    public let resolvedAt: Timestamp?
    /// `approved` or `undone`, or nil.
    public let resolution: String?
}
