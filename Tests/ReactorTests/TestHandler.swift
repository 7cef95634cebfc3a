import Reactor
import Synchronization

/// A handler made of closures.
final class TestHandler: LoopHandler {
    private let ready: @Sendable (UInt64) -> Void
    private let fired: @Sendable (UInt64) -> Void
    private let ended: @Sendable () -> Void

    init(
        ready: @escaping @Sendable (UInt64) -> Void = { _ in }, fired: @escaping @Sendable (UInt64) -> Void = { _ in },
        ended: @escaping @Sendable () -> Void = {}
    ) {
        self.ready = ready
        self.fired = fired
        self.ended = ended
    }

    func socketReady(_ token: UInt64) { ready(token) }
    func timerFired(_ token: UInt64) { fired(token) }
    func turnEnded() { ended() }
}

/// What happened, in order.
final class Record: Sendable {
    private let entries = Mutex<[String]>([])

    var all: [String] { entries.withLock { $0 } }

    func note(_ entry: String) { entries.withLock { $0.append(entry) } }
}

extension EventLoop {
    /// Runs a closure on the loop's thread and waits for it.
    func run<Output: Sendable>(_ body: @escaping @Sendable () -> Output) async -> Output {
        await withCheckedContinuation { continuation in
            enqueue { continuation.resume(returning: body()) }
        }
    }

    /// Waits until a timer has fired that is due in so long.
    func pass(_ duration: Duration) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            enqueue {
                self.setTimer(
                    self.makeToken(), at: .now + duration, handler: TestHandler(fired: { _ in continuation.resume() }))
            }
        }
    }
}
