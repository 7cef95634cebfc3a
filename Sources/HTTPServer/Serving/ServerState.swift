/// How far a server is in its life.
public enum ServerState: Hashable, Sendable {
    /// Not listening yet.
    case starting
    /// Accepting connections and answering.
    case serving
    /// Answering what has been sent already, accepting nothing new: no longer ready.
    case draining
    /// Closed.
    case stopped
}
