internal import Reactor

extension Pool: LoopHandler {
    nonisolated func socketReady(_ token: UInt64) {
        assumeIsolated { $0.receive(on: token) }
    }

    nonisolated func timerFired(_ token: UInt64) {
        assumeIsolated { pool in
            switch token {
            case pool.deadlineTimer: pool.endOverdueUnits()
            case pool.idleTimer: pool.closeLongIdle()
            case pool.stallTimer: pool.closeStalled()
            default:
                pool.openConnections()
                if pool.waitingShared.count > 0 { pool.openSharedConnections() }
            }
        }
    }

    private func receive(on token: UInt64) {
        guard let connection = connections[token] else { return }
        let hadUnsentBytes = connection.hasUnsentBytes
        let transaction = connection.transaction?.id
        if let error = connection.receive() { return close(connection, error) }
        if connection.hasUnsentBytes != hadUnsentBytes { watch(connection) }
        if let transaction, connection.transaction == nil { held[transaction] = nil }
        if connection.outdatesAll, connection.generation == generation { retireConnections() }
        connection.takeNotifications().forEach { notified?($0) }
        if connection.outstanding.isEmpty, let held = connection.transaction { noteDeadline(held.deadline) }
        if connection.isForSharing || connection.outstanding.isEmpty { release(connection) }
    }
}

// MARK: - Deadlines

extension Pool {
    /// Makes sure that the loop looks at deadlines when this one passes.
    func noteDeadline(_ deadline: ContinuousClock.Instant) {
        if let nextDeadline, nextDeadline <= deadline { return }
        nextDeadline = deadline
        loop.setTimer(deadlineTimer, at: deadline, handler: self)
    }

    /// Ends the units whose time is over, and nothing else: a connection on which one of them is may have answers for
    /// others, and is given up only when it stalls.
    private func endOverdueUnits() {
        nextDeadline = nil
        let now = ContinuousClock.now
        let answer = Unit.Answer.failure(DatabaseError(.deadlineExceeded))
        waiting.finish { $0.deadline <= now ? answer : nil }
        waitingShared.finish { $0.deadline <= now ? answer : nil }
        for connection in connections.values {
            for owed in connection.outstanding where owed.unit.deadline <= now { owed.unit.finish(answer) }
            if connection.owesNobody { watchForStall(connection) }
        }
        for connection in connections.values where connection.isHeldTooLong(at: now) {
            close(connection, DatabaseError(.connectionLost))
        }
        let deadlines = connections.values.compactMap(\.earliestDeadline)
        for deadline in deadlines + [waiting.earliestDeadline, waitingShared.earliestDeadline].compactMap({ $0 }) {
            noteDeadline(deadline)
        }
    }
}

extension Connection {
    /// When the first of its units, or a transaction that holds it and does nothing, has to be over.
    fileprivate var earliestDeadline: ContinuousClock.Instant? {
        if outstanding.isEmpty { return transaction?.deadline }
        return outstanding.lazy.map(\.unit).filter { !$0.isFinished }.map(\.deadline).min()
    }

    /// Whether a transaction holds it past its deadline, and does nothing.
    fileprivate func isHeldTooLong(at now: ContinuousClock.Instant) -> Bool {
        outstanding.isEmpty && transaction.map { $0.deadline <= now } ?? false
    }
}
