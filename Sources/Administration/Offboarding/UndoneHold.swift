public import Directory

/// What undoing a hold came to.
public struct UndoneHold: Sendable {
    /// The hold, which is resolved now.
    public let hold: Hold
    /// Those who could not come back; their effects are carried out.
    public let notReturned: [NotReturned]
}
