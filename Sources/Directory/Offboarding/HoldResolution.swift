/// What staff decide about a hold.
public enum HoldResolution: String, Sendable, Hashable {
    /// These people have left for good.
    case approved
    /// It was a mistake: everybody comes back as they were.
    case undone
}
