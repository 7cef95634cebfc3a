// Whether a connection is of use is another question than whether one of its units is too late: an answer that comes after
// its deadline has still come, and others may be right behind it.
extension PoolMachine {
    /// Looks for whatever is due.
    mutating func timePassed() {
        let due = alarms.takeDue(at: now)
        if due.deadlines { endOverdueUnits() }
        if due.stalls { dropStalled() }
        if due.idle { dropLongIdle() }
        if due.opening {
            openConnections()
            if waitingShared.count > 0 { openSharedConnections() }
        }
    }

    /// Ends the units whose time is over, and nothing else: a connection on which one of them is may have answers for
    /// others, and is given up only when it stalls.
    private mutating func endOverdueUnits() {
        let now = now
        for ticket in waiting.take(where: { $0.deadline <= now }) { refuse(ticket, .deadlineExceeded) }
        for ticket in waitingShared.take(where: { $0.deadline <= now }) { refuse(ticket, .deadlineExceeded) }
        for (id, link) in links {
            for (index, owed) in link.owed.enumerated() where owed.ticket.deadline <= now {
                finish(index, of: id, .deadlineExceeded)
            }
            if links[id]?.owesNobody == true { watchForStall(id) }
        }
        for (id, link) in links where link.isHeldTooLong(at: now) { drop(id) }
        let deadlines = links.values.compactMap(\.earliestDeadline)
        for deadline in deadlines + [waiting.earliestDeadline, waitingShared.earliestDeadline].compactMap(\.self) {
            alarms.setDeadline(deadline)
        }
    }

    /// Looks at a connection again when it has been silent for too long.
    mutating func watchForStall(_ id: UInt64) {
        if let link = links[id] { alarms.setStall(link.lastSign + limits.stallLimit) }
    }

    /// Gives up connections from which nothing has come for too long, where that keeps others waiting or helps nobody.
    ///
    /// The unit at the head goes on alone: it may be what takes so long. Those behind it go to another connection.
    private mutating func dropStalled() {
        for (id, link) in links where link.mayStall {
            guard link.lastSign + limits.stallLimit <= now else {
                watchForStall(id)
                continue
            }
            if link.isForSharing { links[id]?.owed[0].ticket.goesAlone = true }
            drop(id, isStalled: true)
        }
    }

    private mutating func dropLongIdle() {
        let surplus = exclusiveCount - max(keptOpen, 0)
        let expired = idle.filter { id in
            links[id]?.idleSince.map { $0 + limits.idleLifetime <= now } ?? false
        }
        for id in expired.prefix(max(0, surplus)) { drop(id) }
        if !idle.isEmpty { alarms.setIdle(now + limits.idleLifetime) }
    }
}
