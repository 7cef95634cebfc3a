public import FoundationEssentials

/// Somebody whom undoing a hold could not bring back; their effects are carried out instead.
public struct NotReturned: Sendable, Hashable {
    /// Who.
    public let user: UUID
    /// The name that they had, or what stands in its place.
    public let userName: String
    /// `taken`: somebody else has their name or externalId by now. `anonymised`: what they were is gone.
    public let reason: String
}
