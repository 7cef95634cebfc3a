import Synchronization

/// Holds handlers back until a test lets them go, and tells the test when they have come.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Called by a handler: waits until the gate is open.
    func pass() async {
        await withCheckedContinuation { continuation in
            let (ready, isOpen) = state.withLock { state -> ([CheckedContinuation<Void, Never>], Bool) in
                state.arrivals += 1
                if !state.isOpen { state.held.append(continuation) }
                let arrivals = state.arrivals
                let ready = state.watchers.filter { $0.count <= arrivals }.map(\.continuation)
                state.watchers.removeAll { $0.count <= arrivals }
                return (ready, state.isOpen)
            }
            for watcher in ready { watcher.resume() }
            if isOpen { continuation.resume() }
        }
    }

    /// Called by a test: waits until so many handlers have come.
    func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.arrivals < count { state.watchers.append((count, continuation)) }
                return state.arrivals >= count
            }
            if isReady { continuation.resume() }
        }
    }

    /// Lets everybody through, now and later.
    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}
