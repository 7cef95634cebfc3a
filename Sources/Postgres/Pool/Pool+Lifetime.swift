internal import Reactor

extension Pool {
    /// Opens the minimum of connections, and keeps them open from now on; and one for shared units, if there are any.
    func open() {
        keptOpen = min(configuration.minimumConnections, configuration.maximumConnections)
        openConnections()
        openSharedConnections()
    }

    /// Takes no more work, lets what has been sent come to its end, and returns when every connection is closed.
    func close() async {
        isClosed = true
        keptOpen = 0
        let answer = Unit.Answer.failure(DatabaseError(.unavailable, message: "the pool is closed"))
        waiting.finish { _ in answer }
        waitingShared.finish { _ in answer }
        for connection in connections.values where connection.outstanding.isEmpty && connection.transaction == nil {
            close(connection, DatabaseError(.connectionLost))
        }
        await withCheckedContinuation { continuation in
            closing.append(continuation)
            // Looked at only now: the last connection may go on the way here, and would find nobody to tell.
            finishClosing()
        }
    }

    private var isFullyClosed: Bool { connections.isEmpty && opening == 0 && openingShared == 0 }

    /// Lets `close()` return when the last connection is gone.
    func finishClosing() {
        guard isClosed, isFullyClosed else { return }
        for timer in [deadlineTimer, openTimer, idleTimer, stallTimer] { loop.setTimer(timer, at: nil, handler: self) }
        let finished = closing
        closing = []
        finished.forEach { $0.resume() }
    }

    /// Has the loop look for connections that nobody needs any more.
    func watchIdle() {
        guard !watchesIdle, !isClosed else { return }
        watchesIdle = true
        loop.setTimer(idleTimer, at: .now + configuration.idleLifetime, handler: self)
    }

    func closeLongIdle() {
        watchesIdle = false
        let now = ContinuousClock.now
        let surplus = exclusiveCount - max(keptOpen, 0)
        let expired = idle.filter { $0.idleSince + configuration.idleLifetime <= now }
        for connection in expired.prefix(max(0, surplus)) { close(connection, DatabaseError(.connectionLost)) }
        if !idle.isEmpty { watchIdle() }
    }
}
