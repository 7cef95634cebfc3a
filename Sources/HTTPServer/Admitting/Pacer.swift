import Synchronization

/// Holds refusals back for a moment.
///
/// A client that repeats at once whatever is refused would turn the whole machine to refusing it. It waits for the
/// answer, so each of its connections gets through no more than thirty times a second.
final class Pacer: Sendable {
    /// How long a refusal is held back, and up to a ``tick`` longer.
    static let delay = Duration.milliseconds(30)
    private static let tick = Duration.milliseconds(5)

    private typealias Held = (connection: Connection, number: UInt64, end: ContinuousClock.Instant)

    /// In the order of their ends, since all are held equally long. No more than there are connections.
    private let held = Mutex(Queue<Held>())
    private let starts: AsyncStream<Void>
    private let start: AsyncStream<Void>.Continuation

    init() {
        (starts, start) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Lets a connection go on with a request later, by ``Connection/letGo(_:)``.
    func hold(_ connection: Connection, _ number: UInt64) {
        let isFirst = held.withLock { held in
            defer { held.append((connection, number, .now + Self.delay)) }
            return held.isEmpty
        }
        if isFirst { start.yield() }
    }

    /// Does the letting go until its task is cancelled. Asleep while nothing is held.
    func run() async {
        for await _ in starts {
            while !isEmpty, (try? await Task.sleep(for: Self.tick)) != nil { letGo(at: .now) }
        }
    }

    private var isEmpty: Bool { held.withLock { $0.isEmpty } }

    private func letGo(at now: ContinuousClock.Instant) {
        while let (connection, number, _) = next(at: now) { connection.letGo(number) }
    }

    private func next(at now: ContinuousClock.Instant) -> Held? {
        held.withLock { held in
            guard let first = held.first, first.end <= now else { return nil }
            return held.popFirst()
        }
    }
}
