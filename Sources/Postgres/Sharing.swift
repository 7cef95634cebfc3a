/// Whether a unit of work needs a connection to itself.
public enum Sharing: Sendable, Hashable {
    /// The unit waits for a connection of its own.
    case exclusive
    /// The unit may follow others on a connection whose answers are still outstanding.
    ///
    /// For short reads only, which ``Query/isShort`` says: a slow unit delays those behind it, and a unit whose connection breaks is sent again.
    case shared
}
