extension PoolMachine {
    /// Gives a connection that owes nothing to the next unit, or to the idle ones.
    mutating func release(_ id: UInt64) {
        guard let link = links[id] else { return }
        if link.isForSharing { return releaseShared(id, link) }
        guard link.transaction == nil, link.idleSince == nil else { return }
        guard isUsable(link) else { return drop(id) }
        switch link.session {
        case .open: rollBack(id)
        case .unknown: drop(id)
        case .none:
            if let ticket = takeWaiting() { return send(ticket, over: id) }
            guard !isClosed else { return drop(id) }
            links[id]?.idleSince = now
            idle.append(id)
            alarms.setIdle(now + limits.idleLifetime)
        }
    }

    /// Who gets a connection that is free. Where none is open for sharing, shared units are in the same line.
    private mutating func takeWaiting() -> Ticket? {
        guard shared.isEmpty, let next = waitingShared.first, next.id < waiting.first?.id ?? .max else {
            return waiting.popFirst()
        }
        return waitingShared.popFirst()
    }

    private mutating func releaseShared(_ id: UInt64, _ link: Link) {
        if isClosed || !isUsable(link), link.owed.isEmpty { return drop(id) }
        while waitingShared.count > 0, let free = leastBusyShared(), let ticket = waitingShared.popFirst() {
            send(ticket, over: free)
        }
    }

    private mutating func rollBack(_ id: UInt64) {
        send(
            Ticket(id: Ticket.nobody, kind: .rollback, deadline: now + limits.operationTimeout), over: id)
    }

    /// Ends a transaction's hold on its connection.
    mutating func letGo(of transaction: TransactionID) {
        guard let id = held.removeValue(forKey: transaction) else { return }
        links[id]?.transaction = nil
        if links[id]?.owed.isEmpty == true { release(id) }
    }

    /// Closes a connection, and tells whoever waits for its answers.
    ///
    /// A shared unit of which nothing has come back is sent again, since it only reads.
    mutating func drop(_ id: UInt64, isStalled: Bool = false) {
        guard let link = links.removeValue(forKey: id) else { return }
        idle.removeAll { $0 == id }
        shared.removeAll { $0 == id }
        if let transaction = link.transaction { held[transaction.id] = nil }
        var again: [Ticket] = []
        for (index, owed) in link.owed.enumerated() where !owed.isFinished {
            let isTouched = index == 0 && link.isHeadTouched
            if owed.ticket.isShared, !isTouched, !isClosed, let ticket = owed.ticket.forSecondAttempt {
                again.append(ticket)
            } else {
                refuse(owed.ticket, .connectionLost(id))
            }
        }
        act(.close(id, isStalled: isStalled))
        if link.isForSharing { moveToIdle() }
        for ticket in again { accept(ticket) }
        openConnections()
        if waitingShared.count > 0 { openSharedConnections() }
        finishClosing()
    }

    /// Has idle connections do for shared units that waited for a connection of their kind, where the last of these went.
    private mutating func moveToIdle() {
        while shared.isEmpty, waitingShared.count > 0, let (link, wasIdleForLong) = takeIdle() {
            guard let ticket = waitingShared.popFirst() else { return release(link) }
            send(ticket, over: link, wasIdleForLong: wasIdleForLong)
        }
    }

    /// Gives up all connections open so far, since they lead to a server that only reads or has changed.
    mutating func retireAll() {
        generation += 1
        for (id, link) in links where link.isFree { drop(id) }
    }
}
