internal import Synchronization

/// The wish that something should finish its work and stop.
///
/// It is made once and never taken back.
public final class Shutdown: Sendable {
    private enum State {
        case running(waiting: [Int: CheckedContinuation<Void, Never>], nextID: Int)
        case requested
    }

    private let state = Mutex<State>(.running(waiting: [:], nextID: 0))

    /// A wish not yet made.
    public init() {}

    /// Whether it was asked for.
    public var isRequested: Bool {
        state.withLock { state in
            if case .requested = state { true } else { false }
        }
    }

    /// Asks for it. A second time changes nothing.
    public func request() {
        let waiting = state.withLock { state -> [Int: CheckedContinuation<Void, Never>] in
            guard case .running(let waiting, _) = state else { return [:] }
            state = .requested
            return waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Returns when it was asked for, or when the task is cancelled.
    public func requested() async {
        let id = newID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !wait(id, continuation) { continuation.resume() }
            }
        } onCancel: {
            giveUp(id)
        }
    }

    /// Waits, but not longer than `limit`: what a service that looks at something now and then does between.
    ///
    /// - Returns: Whether to stop: it was asked for, or the task is cancelled.
    public func requested(within limit: Duration) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.requested() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        return isRequested || Task.isCancelled
    }

    private func newID() -> Int {
        state.withLock { state in
            guard case .running(let waiting, let nextID) = state else { return 0 }
            state = .running(waiting: waiting, nextID: nextID + 1)
            return nextID
        }
    }

    /// Keeps the continuation, unless there is nothing left to wait for.
    private func wait(_ id: Int, _ continuation: CheckedContinuation<Void, Never>) -> Bool {
        state.withLock { state in
            // Looked at under the lock: a cancellation before this point found nobody waiting, and is seen here.
            guard case .running(var waiting, let nextID) = state, !Task.isCancelled else { return false }
            waiting[id] = continuation
            state = .running(waiting: waiting, nextID: nextID)
            return true
        }
    }

    private func giveUp(_ id: Int) {
        let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .running(var waiting, let nextID) = state else { return nil }
            let continuation = waiting.removeValue(forKey: id)
            state = .running(waiting: waiting, nextID: nextID)
            return continuation
        }
        continuation?.resume()
    }
}
