extension PoolMachine {
    mutating func send(_ ticket: Ticket, over id: UInt64, wasIdleForLong: Bool = false) {
        if case .begin(let transaction, _) = ticket.kind {
            held[transaction] = id
            links[id]?.transaction = (transaction, ticket.deadline)
        }
        alarms.setDeadline(ticket.deadline)
        if let lastSign = links[id]?.owe(ticket, at: now) { alarms.setStall(lastSign + limits.stallLimit) }
        if case .rollback = ticket.kind {
            act(.rollBack(over: id))
        } else {
            act(.send(ticket.id, over: id, wasIdleForLong: wasIdleForLong))
        }
    }

    /// Takes a unit back that could not be sent, and goes on without its connection.
    mutating func notSent(_ ticketID: UInt64, over id: UInt64, _ cause: PoolEvent.NotSent) {
        guard let link = links[id] else { return }
        guard cause != .broken, let index = link.owed.lastIndex(where: { $0.ticket.id == ticketID }) else {
            return drop(id)
        }
        links[id]?.owed.remove(at: index)
        let unsent = link.owed[index]
        let again = cause == .foundClosed ? unsent.ticket : unsent.ticket.forSecondAttempt
        if again == nil, !unsent.isFinished { refuse(unsent.ticket, .connectionLost(id)) }
        drop(id)
        if let again, !unsent.isFinished { accept(again) }
    }

    /// Takes note of what has come over a connection.
    mutating func received(_ reading: PoolEvent.Reading, over id: UInt64) {
        guard links[id] != nil else { return }
        for _ in 0..<reading.answered { answerHead(of: id) }
        links[id]?.note(reading, at: now)
        if reading.isLost { return drop(id) }
        // What one connection has found out holds for all that are as old.
        if reading.outdatesAll, links[id]?.generation == generation { retireAll() }
        guard let link = links[id] else { return }
        if link.owed.isEmpty, let transaction = link.transaction { alarms.setDeadline(transaction.deadline) }
        if link.isForSharing || link.owed.isEmpty { release(id) }
    }

    private mutating func answerHead(of id: UInt64) {
        guard let answered = links[id]?.popOwed() else { return }
        if answered.ticket.kind.commits, let transaction = links[id]?.endTransaction() { held[transaction] = nil }
        if !answered.isFinished, answered.ticket.id != Ticket.nobody { act(.answer(answered.ticket.id)) }
    }

    /// Ends a unit whose task was cancelled. Where its answer does not come soon, its connection is closed.
    mutating func cancel(_ ticketID: UInt64) {
        for ticket in waiting.take(where: { $0.id == ticketID }) { refuse(ticket, .cancelled) }
        for ticket in waitingShared.take(where: { $0.id == ticketID }) { refuse(ticket, .cancelled) }
        for (id, link) in links {
            guard let index = link.owed.firstIndex(where: { $0.ticket.id == ticketID }) else { continue }
            finish(index, of: id, .cancelled)
            return watchForStall(id)
        }
    }

    /// Tells whoever waits that there will be no answer; the connection owes it all the same.
    mutating func finish(_ index: Int, of id: UInt64, _ refusal: PoolAction.Refusal) {
        guard let owed = links[id]?.owed[index], !owed.isFinished else { return }
        links[id]?.owed[index].isFinished = true
        refuse(owed.ticket, refusal)
    }
}
