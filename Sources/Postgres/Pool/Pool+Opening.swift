internal import Observability
internal import Reactor

extension Pool {
    func open(forSharing: Bool) {
        Connector.open(parameters) { [self] result in
            onLoop { $0.opened(result, forSharing: forSharing) }
        }
    }

    /// Takes over what a connector has opened, or learns that the server cannot be reached.
    private func opened(_ result: Result<Connector.Opened, DatabaseError>, forSharing: Bool) {
        switch result {
        case .failure(let error): failedToOpen(error, forSharing: forSharing)
        case .success(let opened):
            let connection = Connection(
                takingOwnership: opened, token: loop.makeToken(), isForSharing: forSharing,
                preparedStatements: configuration.preparedStatements,
                maximumResultBytes: configuration.maximumResultBytes)
            guard let connection, watch(connection) else {
                return failedToOpen(DatabaseError(.unavailable), forSharing: forSharing)
            }
            add(connection)
        }
    }

    private func failedToOpen(_ error: DatabaseError, forSharing: Bool) {
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
        handle(.failedToOpen(forSharing: forSharing, jitter: .random(in: 0.5...1)))
    }

    private func add(_ connection: Connection) {
        connections[connection.token] = connection
        counters.opened.increment()
        counters.open.add(1)
        if lastFailure != nil { logger.notice("database gives connections again") }
        lastFailure = nil
        handle(.opened(connection.token, forSharing: connection.isForSharing))
    }

    /// Tells the loop what to wait for on the connection's socket.
    @discardableResult
    func watch(_ connection: Connection) -> Bool {
        loop.watch(
            connection.socket, token: connection.token, writable: connection.hasUnsentBytes, handler: self)
    }
}
