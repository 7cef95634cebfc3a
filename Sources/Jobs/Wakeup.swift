internal import Synchronization

/// Something that one task waits for and any other may cause; caused several times before it is waited for, it counts
/// once.
public final class Wakeup: Sendable {
    private struct State {
        var isRaised = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Nothing was caused yet.
    public init() {}

    /// Ends the wait, or the next one.
    public func raise() {
        let waiting = state.withLock { state in
            state.isRaised = state.waiting == nil
            return state.waiting.take()
        }
        waiting?.resume()
    }

    /// Returns when it was raised, or when the task is cancelled.
    public func raised() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !wait(continuation) { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.take() }?.resume()
        }
    }

    /// Waits, but not longer than `limit`.
    public func raised(within limit: Duration) async {
        guard limit > .zero else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.raised() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Keeps the continuation, unless there is nothing to wait for.
    private func wait(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        state.withLock { state in
            precondition(state.waiting == nil, "one task waits")
            // Looked at under the lock: a cancellation before this point found nobody waiting, and is seen here.
            guard !state.isRaised, !Task.isCancelled else {
                state.isRaised = false
                return false
            }
            state.waiting = continuation
            return true
        }
    }
}
