public import FoundationEssentials

/// What came of sealing everything under the current pepper.
public struct ResealedSecrets: Sendable, Hashable {
    /// How many webhooks have their secrets under the current pepper now that did not.
    public var webhooks = 0
    /// The webhooks whose secrets cannot be opened: they are sealed under a pepper that is not here. Rotate them.
    public var unreadable: [UUID] = []
}
