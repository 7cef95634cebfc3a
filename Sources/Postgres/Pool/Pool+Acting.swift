internal import Observability
internal import Reactor

extension Pool {
    /// Carries out what the machine has decided.
    func perform(_ action: PoolAction) {
        switch action {
        case .open(let forSharing): open(forSharing: forSharing)
        case .send(let id, let token, let wasIdleForLong): send(id, over: token, wasIdleForLong: wasIdleForLong)
        case .rollBack(let token):
            send(Unit(id: Ticket.nobody, kind: .rollback, statements: [], continuation: nil), over: token)
        case .answer(let id): answer(id)
        case .refuse(let id, let refusal): units.removeValue(forKey: id)?.finish(.failure(error(for: refusal, id)))
        case .close(let token, let isStalled): close(token, isStalled: isStalled)
        case .wake(let instant): loop.setTimer(timer, at: instant, handler: self)
        case .finishClosing: finishClosing()
        }
    }

    private func send(_ id: UInt64, over token: UInt64, wasIdleForLong: Bool) {
        // Decided before something else went wrong; the machine has dealt with it since.
        guard let unit = units[id] else { return }
        if wasIdleForLong, connections[token]?.hasBeenClosed == true {
            return handle(.notSent(id, over: token, .foundClosed))
        }
        send(unit, over: token)
    }

    private func send(_ unit: Unit, over token: UInt64) {
        guard let connection = connections[token] else { return }
        if connection.isForSharing { cork(connection) }
        if let cause = connection.send(unit) { return handle(.notSent(unit.id, over: token, cause)) }
        counters.countRoundTrip()
        if connection.hasUnsentBytes { watch(connection) }
    }

    private func answer(_ id: UInt64) {
        guard let unit = units.removeValue(forKey: id) else { return }
        unit.finish(unit.answer ?? .failure(DatabaseError(.connectionLost)))
    }

    private func error(for refusal: PoolAction.Refusal, _ id: UInt64) -> DatabaseError {
        switch refusal {
        case .closed: DatabaseError(.unavailable, message: "the pool is closed")
        case .unavailable: DatabaseError(.unavailable, message: lastFailure?.message ?? "")
        case .queueFull: DatabaseError(.queueFull)
        case .deadlineExceeded: DatabaseError(.deadlineExceeded)
        case .cancelled: DatabaseError(.cancelled)
        case .connectionLost(let token):
            token.flatMap { connections[$0]?.error(of: id) } ?? DatabaseError(.connectionLost)
        }
    }

    private func close(_ token: UInt64, isStalled: Bool) {
        guard let connection = connections.removeValue(forKey: token) else { return }
        if isStalled { counters.stalled.increment() }
        counters.open.add(-1)
        loop.unwatch(connection.socket, token: token)
    }

    private func finishClosing() {
        loop.setTimer(timer, at: nil, handler: self)
        let finished = closing
        closing = []
        finished.forEach { $0.resume() }
    }
}

extension Connection {
    /// Why a unit has no answer: the server said so before the connection was lost, or that is the reason.
    fileprivate func error(of id: UInt64) -> DatabaseError? {
        outstanding.first { $0.unit.id == id }?.error ?? loss
    }
}
