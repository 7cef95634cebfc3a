/// A message that `NOTIFY` sent.
public struct Notification: Sendable, Hashable {
    /// The channel that it was sent to.
    public let channel: String
    /// The text that came with it; empty where there was none.
    public let payload: String
}
