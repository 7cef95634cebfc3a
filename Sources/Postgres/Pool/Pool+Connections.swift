internal import Observability
internal import Reactor

extension Pool {
    /// Opens as many connections as the waiting units can use, and the limits and the back-off allow.
    func openConnections() {
        let wanted = max(waiting.count, isClosed ? 0 : keptOpen - exclusiveCount)
        let room = configuration.maximumConnections - exclusiveCount
        guard min(wanted, room) > opening else { return }
        guard mayOpen() else {
            if exclusiveCount + opening == 0 { failWaiting() }
            return
        }
        for _ in opening..<min(wanted, room) {
            opening += 1
            open(forSharing: false)
        }
    }

    /// Opens a further shared connection where the others are busy.
    func openSharedConnections() {
        let count = shared.count + openingShared
        let isBusy = waitingShared.count > 0 || shared.allSatisfy { !$0.outstanding.isEmpty }
        guard !isClosed, isBusy, openingShared == 0, count < configuration.sharedConnections else { return }
        guard mayOpen() else { return failWaiting() }
        openingShared += 1
        open(forSharing: true)
    }

    /// Whether the back-off allows an attempt; otherwise one is made when it ends, if anybody still waits.
    private func mayOpen() -> Bool {
        guard backOff.isOn(at: .now) else { return true }
        loop.setTimer(openTimer, at: backOff.end, handler: self)
        return false
    }

    /// Whether no connection is open that would do for a unit, and none will be before the back-off ends.
    func isOutOfReach(_ unit: Unit, at now: ContinuousClock.Instant) -> Bool {
        let openOrOpening = unit.maySharePlaces ? connections.count + opening + openingShared : exclusiveCount + opening
        return openOrOpening == 0 && backOff.isOn(at: now)
    }

    /// Why nothing can be sent.
    var unavailable: DatabaseError { DatabaseError(.unavailable, message: lastFailure?.message ?? "") }

    /// Ends what waits for a connection where there is none. Shared units make do with either kind.
    private func failWaiting() {
        if exclusiveCount == 0 { waiting.finish { _ in .failure(unavailable) } }
        if connections.isEmpty { waitingShared.finish { _ in .failure(unavailable) } }
    }

    private func open(forSharing: Bool) {
        Connector.open(parameters) { [self] result in
            onLoop { $0.opened(result, forSharing: forSharing) }
        }
    }

    /// Takes over what a connector has opened, or learns that the server cannot be reached.
    private func opened(_ result: Result<Connector.Opened, DatabaseError>, forSharing: Bool) {
        if forSharing { openingShared -= 1 } else { opening -= 1 }
        switch result {
        case .failure(let error): failedToOpen(error)
        case .success(let opened):
            let connection = Connection(
                takingOwnership: opened, token: loop.makeToken(), isForSharing: forSharing, generation: generation,
                preparedStatements: configuration.preparedStatements,
                maximumResultBytes: configuration.maximumResultBytes)
            if let connection { add(connection) } else { failedToOpen(DatabaseError(.unavailable)) }
        }
        finishClosing()
    }

    private func failedToOpen(_ error: DatabaseError) {
        counters.failures.increment()
        // Once, not at every attempt of an outage. libpq's reason names host, role and database, never the password.
        if lastFailure == nil {
            let reason: Logger.Metadata = ["reason": .string(error.message)]
            if connections.isEmpty {
                logger.warning("database unreachable", reason)
            } else {
                logger.warning("no further connection to the database", reason)
            }
        }
        lastFailure = error
        backOff.failed(at: .now)
        failWaiting()
        openConnections()
    }

    private func add(_ connection: Connection) {
        guard !isClosed else { return }
        connections[connection.token] = connection
        if connection.isForSharing { shared.append(connection) }
        counters.opened.increment()
        counters.open.add(1)
        if lastFailure != nil { logger.notice("database gives connections again") }
        lastFailure = nil
        backOff.succeeded()
        guard watch(connection) else { return close(connection, DatabaseError(.unavailable)) }
        release(connection)
    }

    /// Tells the loop what to wait for on the connection's socket.
    @discardableResult
    func watch(_ connection: Connection) -> Bool {
        loop.watch(
            connection.socket, token: connection.token, writable: connection.hasUnsentBytes, handler: self)
    }

    /// Closes a connection, and gives whoever waits for its answers the error.
    ///
    /// A shared unit of which nothing has come back is sent again, since it only reads.
    func close(_ connection: Connection, _ error: DatabaseError) {
        guard connections.removeValue(forKey: connection.token) != nil else { return }
        counters.open.add(-1)
        loop.unwatch(connection.socket, token: connection.token)
        idle.removeAll { $0 === connection }
        shared.removeAll { $0 === connection }
        if let transaction = connection.transaction { held[transaction.id] = nil }
        connection.transaction = nil
        for owed in connection.takeOutstanding() where !owed.unit.isFinished {
            if owed.unit.isShared, owed.isUntouched, !isClosed {
                repeatOrFail(owed.unit)
            } else {
                owed.unit.finish(.failure(owed.error ?? error))
            }
        }
        openConnections()
        if waitingShared.count > 0 { openSharedConnections() }
        finishClosing()
    }

    /// Gives up all connections open so far, since they lead to a server that only reads or has changed.
    func retireConnections() {
        generation += 1
        for connection in connections.values where connection.outstanding.isEmpty && connection.transaction == nil {
            close(connection, DatabaseError(.connectionLost))
        }
    }
}
