public import Directory
public import FoundationEssentials

/// What undoing a hold came to.
public struct UndoneHold: Sendable {
    /// The hold, which is resolved now.
    public let hold: Hold
    /// How many people came back as they were.
    public let returned: Int
    /// Those who could not, since somebody else has their name by now; their effects go on.
    public let notReturned: [UUID]
}
