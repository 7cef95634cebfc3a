import Glibc
import Synchronization

/// Holds refusals back for a moment, and lets go of so many in a second.
///
/// A client that repeats at once whatever is refused would turn the whole machine to refusing it, which costs nearly as
/// much as answering. It waits for the answer, so that the pace of the refusals is its own. Some thirty of them
/// for each processor are refused within 50 ms; if there are more, they wait longer, so that others are still served.
final class Pacer: Sendable {
    private typealias Held = (connection: Connection, number: UInt64)

    private static let delay = Duration.milliseconds(20)
    private static let tick = Duration.milliseconds(5)
    /// Some thousand in a second for each processor.
    private static let mostAtOnce = 6 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// No more than there are connections.
    private let held = Mutex(HeldBack<Held>(for: delay, mostAtOnce: mostAtOnce))
    private let starts: AsyncStream<Void>
    private let start: AsyncStream<Void>.Continuation

    init() {
        (starts, start) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Lets a connection go on with a request later, by ``Connection/letGo(_:)``.
    func hold(_ connection: Connection, _ number: UInt64) {
        let isFirst = held.withLock { held in
            defer { held.append((connection, number), at: .now) }
            return held.isEmpty
        }
        if isFirst { start.yield() }
    }

    /// Does the letting go until its task is cancelled. Asleep while nothing is held.
    func run() async {
        for await _ in starts {
            while !isEmpty, (try? await Task.sleep(for: Self.tick)) != nil {
                for (connection, number) in held.withLock({ $0.due(at: .now) }) { connection.letGo(number) }
            }
        }
    }

    private var isEmpty: Bool { held.withLock { $0.isEmpty } }
}
