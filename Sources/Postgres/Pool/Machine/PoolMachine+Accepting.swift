extension PoolMachine {
    /// How long a connection may have been idle without being looked at before it is used.
    private static let shortPause = Duration.milliseconds(50)

    /// Sends a unit, or lets it wait for a connection.
    mutating func accept(_ ticket: Ticket) {
        guard now < ticket.deadline else { return refuse(ticket, .deadlineExceeded) }
        switch ticket.kind {
        case .inside(let transaction, _):
            guard let link = held[transaction] else { return refuse(ticket, .connectionLost(nil)) }
            send(ticket, over: link)
        case .shared where limits.sharedConnections > 0 && !ticket.goesAlone: acceptShared(ticket)
        case .shared, .exclusive, .begin, .rollback: acceptExclusive(ticket)
        }
    }

    private mutating func acceptExclusive(_ ticket: Ticket) {
        if waiting.count == 0, let (link, wasIdleForLong) = takeIdle() {
            send(ticket, over: link, wasIdleForLong: wasIdleForLong)
        } else if admit(ticket) {
            waiting.append(ticket)
            alarms.setDeadline(ticket.deadline)
            openConnections()
        }
    }

    /// Where none is open for sharing, one that nobody uses will do.
    private mutating func acceptShared(_ ticket: Ticket) {
        if waitingShared.count == 0, let link = leastBusyShared() {
            send(ticket, over: link)
        } else if waitingShared.count == 0, shared.isEmpty, let (link, wasIdleForLong) = takeIdle() {
            send(ticket, over: link, wasIdleForLong: wasIdleForLong)
        } else if admit(ticket) {
            waitingShared.append(ticket)
            alarms.setDeadline(ticket.deadline)
        }
        openSharedConnections()
    }

    private mutating func admit(_ ticket: Ticket) -> Bool {
        if isClosed {
            refuse(ticket, .closed)
        } else if isOutOfReach(ticket) {
            refuse(ticket, .unavailable)
        } else if waiting.count + waitingShared.count >= limits.queueLimit {
            refuse(ticket, .queueFull)
        } else {
            return true
        }
        return false
    }

    /// Whether no connection is open that would do for a unit, and none will be before the back-off ends.
    func isOutOfReach(_ ticket: Ticket) -> Bool {
        let openOrOpening =
            ticket.maySharePlaces ? links.count + opening + openingShared : exclusiveCount + opening
        return openOrOpening == 0 && backOff.isOn(at: now)
    }

    /// A connection that no unit has; those that grew old meanwhile are closed.
    mutating func takeIdle() -> (link: UInt64, wasIdleForLong: Bool)? {
        while !isClosed, let id = idle.popLast() {
            guard let link = links[id], let since = link.idleSince else { continue }
            links[id]?.idleSince = nil
            if isUsable(link) { return (id, since.duration(to: now) > Self.shortPause) }
            drop(id)
        }
        return nil
    }

    func leastBusyShared() -> UInt64? {
        guard !isClosed else { return nil }
        var least: (id: UInt64, count: Int)?
        for id in shared {
            guard let link = links[id], isUsable(link), link.owed.count < limits.maximumSharedUnits else { continue }
            if least.map({ link.owed.count < $0.count }) ?? true { least = (id, link.owed.count) }
        }
        return least?.id
    }
}
