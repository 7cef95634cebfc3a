extension Pool {
    /// Sends a unit, or lets it wait for a connection.
    func accept(_ unit: Unit) {
        guard ContinuousClock.now < unit.deadline else {
            return unit.finish(.failure(DatabaseError(.deadlineExceeded)))
        }
        switch unit.kind {
        case .inside(let transaction, _):
            guard let connection = held[transaction] else {
                return unit.finish(.failure(DatabaseError(.connectionLost)))
            }
            send(unit, on: connection)
        case .shared where configuration.sharedConnections > 0 && !unit.goesAlone: acceptShared(unit)
        case .shared, .exclusive, .begin, .rollback: acceptExclusive(unit)
        }
    }

    private func acceptExclusive(_ unit: Unit) {
        if waiting.count == 0, let connection = takeIdle() {
            send(unit, on: connection)
        } else if admit(unit) {
            waiting.append(unit)
            noteDeadline(unit.deadline)
            openConnections()
        }
    }

    private func acceptShared(_ unit: Unit) {
        if waitingShared.count == 0, let connection = leastBusyShared() ?? (shared.isEmpty ? takeIdle() : nil) {
            send(unit, on: connection)
        } else if admit(unit) {
            waitingShared.append(unit)
            noteDeadline(unit.deadline)
        }
        openSharedConnections()
    }

    private func admit(_ unit: Unit) -> Bool {
        if isClosed {
            unit.finish(.failure(DatabaseError(.unavailable, message: "the pool is closed")))
        } else if isOutOfReach(unit, at: .now) {
            unit.finish(.failure(unavailable))
        } else if waiting.count + waitingShared.count >= configuration.queueLimit {
            unit.finish(.failure(DatabaseError(.queueFull)))
        } else {
            return true
        }
        return false
    }

    /// A connection that no unit has; those that died or grew old meanwhile are closed.
    private func takeIdle() -> Connection? {
        while !isClosed, let connection = idle.popLast() {
            connection.isIdle = false
            let isStale = connection.idleSince.duration(to: .now) > .milliseconds(50)
            if isUsable(connection), !(isStale && connection.hasBeenClosed) { return connection }
            close(connection, DatabaseError(.connectionLost))
        }
        return nil
    }

    private func leastBusyShared() -> Connection? {
        guard !isClosed else { return nil }
        return shared.lazy
            .filter { [self] in isUsable($0) && $0.outstanding.count < configuration.maximumSharedUnits }
            .min { $0.outstanding.count < $1.outstanding.count }
    }

    func isUsable(_ connection: Connection) -> Bool {
        !connection.isBroken && connection.generation == generation
    }

    func send(_ unit: Unit, on connection: Connection) {
        if case .begin(let transaction, _) = unit.kind {
            held[transaction] = connection
            connection.transaction = (transaction, unit.deadline)
        }
        noteDeadline(unit.deadline)
        if connection.isForSharing {
            cork(connection)
            watchForStall(connection)
        }
        switch connection.send(unit) {
        case .sent:
            counters.countRoundTrip()
            if connection.hasUnsentBytes { watch(connection) }
        case .broken:
            close(connection, DatabaseError(.connectionLost))
        case .nothingSent:
            close(connection, DatabaseError(.connectionLost))
            repeatOrFail(unit)
        }
    }

    /// Gives a unit of which nothing took effect a second connection; no third one.
    func repeatOrFail(_ unit: Unit) {
        guard unit.mayMove, !unit.isSecondAttempt else {
            return unit.finish(.failure(DatabaseError(.connectionLost)))
        }
        unit.isSecondAttempt = true
        accept(unit)
    }

    /// Gives a connection that owes nothing to the next unit, or to the idle ones.
    func release(_ connection: Connection) {
        if connection.isForSharing { return releaseShared(connection) }
        guard connection.transaction == nil, !connection.isIdle else { return }
        guard isUsable(connection) else { return close(connection, DatabaseError(.connectionLost)) }
        switch connection.transactionState {
        case .open: rollBack(connection)
        case .unknown: close(connection, DatabaseError(.connectionLost))
        case .none:
            if let unit = takeWaiting() { return send(unit, on: connection) }
            guard !isClosed else { return close(connection, DatabaseError(.connectionLost)) }
            connection.isIdle = true
            connection.idleSince = .now
            idle.append(connection)
            watchIdle()
        }
    }

    /// Who gets a connection that is free. Where none is open for sharing, shared units are in the same line.
    private func takeWaiting() -> Unit? {
        guard shared.isEmpty, let next = waitingShared.first, next.id < waiting.first?.id ?? .max else {
            return waiting.popFirst()
        }
        return waitingShared.popFirst()
    }

    private func releaseShared(_ connection: Connection) {
        let mustGo = isClosed || !isUsable(connection)
        if mustGo, connection.outstanding.isEmpty { return close(connection, DatabaseError(.connectionLost)) }
        while waitingShared.count > 0, let free = leastBusyShared(), let unit = waitingShared.popFirst() {
            send(unit, on: free)
        }
    }

    private func rollBack(_ connection: Connection) {
        let deadline = ContinuousClock.now + configuration.operationTimeout
        let unit = Unit(
            id: counters.makeID(), kind: .rollback, statements: [], deadline: deadline, continuation: nil)
        send(unit, on: connection)
    }

    /// Ends a transaction's hold on its connection.
    func letGo(of transaction: TransactionID) {
        guard let connection = held.removeValue(forKey: transaction) else { return }
        connection.transaction = nil
        if connection.outstanding.isEmpty { release(connection) }
    }

    /// Ends a unit whose task was cancelled. Where its answer does not come soon, its connection is closed.
    func cancel(_ id: UInt64) {
        let answer = Unit.Answer.failure(DatabaseError(.cancelled))
        waiting.finish { $0.id == id ? answer : nil }
        waitingShared.finish { $0.id == id ? answer : nil }
        for connection in connections.values {
            guard let found = connection.outstanding.first(where: { $0.unit.id == id }) else { continue }
            found.unit.finish(answer)
            return watchForStall(connection)
        }
    }
}
