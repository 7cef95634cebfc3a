/// What the operator's product is told about somebody leaving or coming back; no personal data.
public struct Notice: Sendable, Hashable {
    /// The customer instance.
    public let instance: Int
    /// Whether the person has left or come back again since, so that this is no longer to be told.
    public let isSuperseded: Bool
    /// What happened: `user.deactivated`, `user.deleted` or `user.reactivated`.
    public let kind: EventKind
}
