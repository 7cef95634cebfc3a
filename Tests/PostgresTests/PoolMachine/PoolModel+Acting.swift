@testable import Postgres

extension PoolModel {
    /// Does what the machine wants, where it may want it.
    mutating func play(_ action: PoolAction) {
        switch action {
        case .open(let forSharing): open(forSharing: forSharing)
        case .send(let id, let link, let wasIdleForLong): send(id, over: link, wasIdleForLong: wasIdleForLong)
        case .rollBack(let link): rollBack(over: link)
        case .answer(let id): answer(id)
        case .refuse(let id, let refusal): refuse(id, refusal)
        case .close(let id, let isStalled): close(id, isStalled: isStalled)
        case .wake(let instant): alarm = instant
        case .finishClosing:
            expect(isClosing && links.isEmpty && opening + openingShared == 0, "said to be closed, and is not")
            isClosed = true
        }
    }

    private mutating func open(forSharing: Bool) {
        if forSharing { openingShared += 1 } else { opening += 1 }
        let exclusive = links.values.count { !$0.isForSharing }
        expect(exclusive + opening <= limits.maximumConnections, "too many connections")
        expect(links.count - exclusive + openingShared <= limits.sharedConnections, "too many shared connections")
        expect(!machine.backOff.isOn(at: now), "opens a connection while the back-off is on")
    }

    private mutating func send(_ id: UInt64, over linkID: UInt64, wasIdleForLong: Bool) {
        guard let link = links[linkID], !link.hasEnded else {
            // The machine has been told since that the connection is gone. It takes the unit for sent all the same.
            units[id]?.sendings += 1
            return
        }
        guard let unit = units[id] else { return fault("sends a unit that nobody waits for") }
        judge(id, unit, over: linkID, link)
        units[id]?.link = linkID
        links[linkID]?.freeSince = nil
        if case .begin(let transaction, _) = unit.kind {
            links[linkID]?.transaction = transaction
            links[linkID]?.transactionDeadline = unit.deadline
        }
        if link.owed.isEmpty {
            links[linkID]?.lastSign = now
            links[linkID]?.isHeadTouched = false
        }
        links[linkID]?.owed.append(id)
        kinds[id] = unit.kind
        let luck = chance.below(100)
        if wasIdleForLong, luck < 20 {
            notSent(id, over: linkID, .foundClosed)
        } else if luck == 98 {
            units[id]?.sendings += 1
            notSent(id, over: linkID, .nothingSent)
        } else {
            units[id]?.sendings += 1
            units[id]?.attempts += 1
            if luck == 99 { notSent(id, over: linkID, .broken) }
        }
    }

    /// Whether a unit may be sent now, and over this connection.
    private mutating func judge(_ id: UInt64, _ unit: ModelUnit, over linkID: UInt64, _ link: ModelLink) {
        count(unit.isShared ? (link.isForSharing ? "sent.shared" : "sent.makeshift") : "sent.exclusive")
        if unit.attempts > 0 { count("sent.again") }
        expect(unit.sendings < 2, "sends a unit a third time")
        expect(now < unit.deadline, "sends a unit whose time is over")
        expect(unit.attempts == 0 || unit.isShared, "sends a unit again that may have changed something")
        if case .inside(let transaction, _) = unit.kind {
            return expect(link.transaction == transaction, "goes on with a transaction over another connection")
        }
        expect(!link.isDoubted && link.generation == generation, "uses a connection after doubt")
        expect(link.transaction == nil, "uses a connection that a transaction holds")
        if link.isForSharing {
            expect(unit.isShared && !unit.goesAlone, "shares a connection with a unit that has to be alone")
            expect(link.owed.count < limits.maximumSharedUnits, "too many units on one connection")
        } else {
            expect(link.owed.isEmpty, "two units on a connection of their own")
            expect(link.session == .none, "uses a connection inside of a transaction")
        }
    }

    private mutating func notSent(_ id: UInt64, over link: UInt64, _ cause: PoolEvent.NotSent) {
        count("notSent.\(cause)")
        links[link]?.hasEnded = true
        if cause != .broken {
            units[id]?.link = nil
            links[link]?.owed.removeLast()
        }
        machine.handle(.notSent(id, over: link, cause), at: now)
    }

    private mutating func rollBack(over id: UInt64) {
        guard let link = links[id], !link.hasEnded else { return }
        expect(link.session == .open && link.owed.isEmpty, "rolls back what is not open")
        links[id]?.owed.append(0)
        links[id]?.freeSince = nil
        links[id]?.lastSign = now
        links[id]?.isHeadTouched = false
        count("rolled back")
    }
}
