extension PoolMachine {
    /// Opens as many connections as the waiting units can use, and the limits and the back-off allow.
    mutating func openConnections() {
        let wanted = max(waiting.count, isClosed ? 0 : keptOpen - exclusiveCount)
        let room = limits.maximumConnections - exclusiveCount
        guard min(wanted, room) > opening else { return }
        guard mayOpen() else {
            if exclusiveCount + opening == 0 { refuseWaiting() }
            return
        }
        for _ in opening..<min(wanted, room) {
            opening += 1
            act(.open(forSharing: false))
        }
    }

    /// Opens a further shared connection where the others are busy.
    mutating func openSharedConnections() {
        guard !isClosed, openingShared == 0, shared.count < limits.sharedConnections else { return }
        guard waitingShared.count > 0 || shared.allSatisfy({ links[$0]?.owed.isEmpty == false }) else { return }
        guard mayOpen() else { return refuseWaiting() }
        openingShared += 1
        act(.open(forSharing: true))
    }

    /// Whether the back-off allows an attempt; otherwise one is made when it ends, if anybody still waits.
    private mutating func mayOpen() -> Bool {
        guard backOff.isOn(at: now) else { return true }
        alarms.setOpening(backOff.end)
        return false
    }

    /// Ends what waits for a connection where there is none. Shared units make do with either kind.
    private mutating func refuseWaiting() {
        if exclusiveCount == 0 {
            for ticket in waiting.take(where: { _ in true }) { refuse(ticket, .unavailable) }
        }
        if links.isEmpty {
            for ticket in waitingShared.take(where: { _ in true }) { refuse(ticket, .unavailable) }
        }
    }

    mutating func opened(_ id: UInt64, forSharing: Bool) {
        if forSharing { openingShared -= 1 } else { opening -= 1 }
        backOff.succeeded()
        links[id] = Link(isForSharing: forSharing, generation: generation, at: now)
        if forSharing { shared.append(id) }
        if isClosed { drop(id) } else { release(id) }
    }

    mutating func failedToOpen(forSharing: Bool, jitter: Double) {
        if forSharing { openingShared -= 1 } else { opening -= 1 }
        backOff.failed(at: now, jitter: jitter)
        refuseWaiting()
        openConnections()
        finishClosing()
    }
}

// MARK: - From beginning to end

extension PoolMachine {
    /// Opens the minimum of connections, and keeps them open from now on; and one for shared units, if there are any.
    mutating func start() {
        keptOpen = min(limits.minimumConnections, limits.maximumConnections)
        openConnections()
        openSharedConnections()
    }

    /// Takes no more work, and lets what has been sent come to its end.
    mutating func close() {
        isClosed = true
        keptOpen = 0
        for ticket in waiting.take(where: { _ in true }) { refuse(ticket, .closed) }
        for ticket in waitingShared.take(where: { _ in true }) { refuse(ticket, .closed) }
        for (id, link) in links where link.isFree { drop(id) }
        finishClosing()
    }

    /// Says when the last connection is gone.
    mutating func finishClosing() {
        guard isClosed, links.isEmpty, opening == 0, openingShared == 0 else { return }
        alarms = PoolAlarms()
        act(.finishClosing)
    }
}
