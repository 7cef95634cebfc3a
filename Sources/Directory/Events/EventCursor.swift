/// A place in the feed of events, behind which a reader goes on.
///
/// Events are ordered by transaction and position. A transaction that began earlier may commit later; the feed waits for
/// it, so that a reader who keeps only its cursor sees every event once.
public struct EventCursor: Sendable, Hashable {
    /// The transaction of the last event that was read.
    public let transaction: UInt64
    /// The position of that event.
    public let position: Int64

    /// Before the first event.
    public static let start = EventCursor(transaction: 0, position: 0)

    /// The place behind an event.
    public init(transaction: UInt64, position: Int64) {
        self.transaction = transaction
        self.position = position
    }

    /// Reads what ``text`` wrote; nil for anything else.
    public init?(parsing text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let transaction = UInt64(parts[0]), let position = Int64(parts[1]), position >= 0 else {
            return nil
        }
        self.init(transaction: transaction, position: position)
    }

    /// The cursor as readers get it: opaque to them.
    public var text: String { "\(transaction)-\(position)" }
}
