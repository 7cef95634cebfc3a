internal import Synchronization

/// Log lines kept in memory, so that a test can look at them.
public final class LogBuffer: Sendable {
    private let limit: Int
    private let kept = Mutex<[String]>([])

    /// An empty buffer that keeps the last `limit` lines.
    public init(limit: Int = 10_000) {
        precondition(limit > 0, "a buffer that keeps nothing shows nothing")
        self.limit = limit
    }

    /// The lines so far, the oldest first, without their line ends.
    public var lines: [String] { kept.withLock { $0 } }

    func append(_ line: [UInt8]) {
        let text = String(decoding: line.dropLast(), as: UTF8.self)
        kept.withLock { lines in
            if lines.count == limit { lines.removeFirst() }
            lines.append(text)
        }
    }
}
