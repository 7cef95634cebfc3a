@testable import Postgres

extension PoolModel {
    mutating func answer(_ id: UInt64) {
        guard let unit = units.removeValue(forKey: id) else { return fault("answers twice, or what it never had") }
        expect(unit.isAnswered, "answers a unit whose answer has not come")
        count("answered")
        goOn(with: unit)
    }

    /// A closure that has had its answer works on, where it has a transaction.
    private mutating func goOn(with unit: ModelUnit) {
        switch unit.kind {
        case .begin(let id, let finishes), .inside(let id, let finishes):
            transactions[id] = finishes ? nil : unit.deadline
        case .exclusive, .shared, .rollback: break
        }
    }

    mutating func refuse(_ id: UInt64, _ refusal: PoolAction.Refusal) {
        guard let unit = units.removeValue(forKey: id) else { return fault("refuses twice, or what it never had") }
        switch refusal {
        case .closed: expect(isClosing, "says it is closed")
        case .cancelled: expect(unit.isCancelled, "cancels what nobody cancelled")
        case .deadlineExceeded: expect(unit.deadline <= now, "says that time is over")
        case .queueFull:
            expect(machine.waiting.count + machine.waitingShared.count >= limits.queueLimit, "says the queue is full")
        case .unavailable:
            let wouldDo = links.values.contains { unit.isShared && !unit.goesAlone || !$0.isForSharing }
            expect(!wouldDo, "refuses a unit beside a connection that would do")
        case .connectionLost(let link): judgeLoss(of: id, unit, over: link)
        }
        count("refused.\("\(refusal)".prefix { $0 != "(" })")
        if let transaction = unit.transaction { abandonSoon(transaction) }
    }

    /// A unit may be lost once, and a second time for good. One that may have changed something is not sent again.
    private mutating func judgeLoss(of unitID: UInt64, _ unit: ModelUnit, over id: UInt64?) {
        guard let id else {
            if case .inside = unit.kind { return }
            return fault("says a connection was lost to a unit that had none")
        }
        guard let link = links[id] else { return fault("says a connection was lost that had been closed before") }
        expect(unit.link == id || unit.link == nil && link.hasEnded, "says another connection was lost")
        let isTouched = link.isHeadTouched && link.owed.first == unitID
        let mayGoOn = unit.isShared && unit.sendings < 2 && !isClosing && !isTouched
        expect(!mayGoOn, "gives up a unit that might have been sent again")
    }

    /// Whoever hears that a round trip of a transaction failed lets go of it.
    private mutating func abandonSoon(_ transaction: TransactionID) {
        transactions[transaction] = nil
        machine.handle(.abandoned(transaction), at: now)
        for (id, link) in links where link.transaction == transaction {
            links[id]?.transaction = nil
            if link.owed.isEmpty { links[id]?.freeSince = now }
        }
    }

    /// Closing a connection needs a reason; one unit's deadline is none.
    mutating func close(_ id: UInt64, isStalled: Bool) {
        guard let link = links.removeValue(forKey: id) else { return fault("closes what is not open") }
        let silence = link.lastSign.duration(to: now)
        let owesNobody = link.owed.first.map { units[$0]?.link != id } ?? false
        if isStalled {
            expect(silence >= limits.stallLimit, "gives up a connection over which something came just now")
            expect(owesNobody || link.isForSharing, "gives up a connection whose only user still waits")
            if link.isForSharing, let head = link.owed.first, units[head]?.link == id { units[head]?.goesAlone = true }
            count("stalled")
        } else if !link.hasEnded {
            let isHeldTooLong = link.owed.isEmpty && link.transactionDeadline.map { $0 <= now } ?? false
            let isOldAndFree = link.freeSince.map { $0 + limits.idleLifetime <= now } ?? false
            expect(
                isClosing || link.isDoubted || link.generation != generation || link.session == .unknown
                    || isHeldTooLong || isOldAndFree, "closes a connection for no reason")
        }
        for owed in link.owed where units[owed]?.link == id {
            expect(units[owed]?.isShared == true, "closes a connection before whoever waits is told")
            let isTouched = link.isHeadTouched && owed == link.owed.first
            expect(!isTouched, "keeps a unit for another connection of whose answer something had come")
            units[owed]?.link = nil
        }
    }
}
