/// What an operation changes: an attribute, a part of it, or chosen elements of it (RFC 7644 figure 7).
public struct PatchPath: Sendable, Hashable {
    /// The attribute, or the part of it that is meant.
    public let reference: AttributeReference
    /// Which elements of the attribute are meant; nil for all.
    public let filter: Condition?

    init(_ reference: AttributeReference, filter: Condition? = nil) {
        self.reference = reference
        self.filter = filter
    }
}
