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
        if connection.isReadOnly, connection.generation == generation { retireConnections() }
        connection.takeNotifications().forEach { notified?($0) }
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

    private func endOverdueUnits() {
        nextDeadline = nil
        let now = ContinuousClock.now
        let answer = Unit.Answer.failure(DatabaseError(.deadlineExceeded))
        waiting.finish { $0.deadline <= now ? answer : nil }
        waitingShared.finish { $0.deadline <= now ? answer : nil }
        for connection in connections.values where connection.isOverdue(at: now) {
            for owed in connection.outstanding where owed.unit.deadline <= now { owed.unit.finish(answer) }
            close(connection, DatabaseError(.connectionLost))
        }
        let deadlines = connections.values.compactMap(\.earliestDeadline)
        for deadline in deadlines + [waiting.earliestDeadline, waitingShared.earliestDeadline].compactMap({ $0 }) {
            noteDeadline(deadline)
        }
    }
}

extension Connection {
    /// When the first of its units, or the transaction that holds it, has to be over.
    fileprivate var earliestDeadline: ContinuousClock.Instant? {
        let units = outstanding.lazy.map(\.unit.deadline).min()
        guard let transaction else { return units }
        return min(units ?? transaction.deadline, transaction.deadline)
    }

    fileprivate func isOverdue(at now: ContinuousClock.Instant) -> Bool {
        earliestDeadline.map { $0 <= now } ?? false
    }
}
