@testable import Postgres

extension PoolModel {
    /// A server answers some of what it owes.
    mutating func reply() {
        let owing = links.filter { !$0.value.owed.isEmpty && !$0.value.hasEnded }.keys.sorted()
        guard !owing.isEmpty else { return }
        let id = owing[chance.below(owing.count)]
        var reading = PoolEvent.Reading()
        let most = min(links[id]?.owed.count ?? 0, 3)
        reading.answered = chance.below(most + 1)
        for _ in 0..<reading.answered { answerHead(of: id) }
        reading.isHeadTouched = links[id]?.owed.isEmpty == false && chance.below(4) == 0
        reading.session = session(of: id)
        let luck = chance.below(400)
        reading.isBroken = luck < 4
        reading.outdatesAll = luck == 4
        reading.isLost = luck > 396 || weather == .outage && luck > 300
        tell(reading, over: id)
    }

    /// A connection ends over which nothing has to come, or where nothing came any more.
    mutating func lose() {
        let ids = links.filter { !$0.value.hasEnded }.keys.sorted()
        guard !ids.isEmpty else { return }
        let id = ids[chance.below(ids.count)]
        let isHeadTouched = links[id]?.isHeadTouched ?? false
        tell(PoolEvent.Reading(isHeadTouched: isHeadTouched, session: session(of: id), isLost: true), over: id)
    }

    private mutating func tell(_ reading: PoolEvent.Reading, over id: UInt64) {
        guard let link = links[id] else { return }
        links[id]?.lastSign = now
        links[id]?.isHeadTouched = reading.isHeadTouched
        links[id]?.session = reading.session
        if link.owed.isEmpty, link.transaction == nil { links[id]?.freeSince = link.freeSince ?? now }
        if reading.isBroken { links[id]?.isDoubted = true }
        if reading.isLost { links[id]?.hasEnded = true }
        if reading.outdatesAll, !reading.isLost, link.generation == generation { generation += 1 }
        tell(.received(id, reading))
    }

    private mutating func answerHead(of id: UInt64) {
        guard let head = links[id]?.owed.removeFirst() else { return }
        links[id]?.isHeadTouched = false
        guard head != Ticket.nobody else {
            links[id]?.isInTransaction = false
            return
        }
        let kind = kinds[head]
        kinds[head] = nil
        if kind?.begins ?? false { links[id]?.isInTransaction = true }
        if kind?.commits ?? false {
            links[id]?.isInTransaction = false
            links[id]?.transaction = nil
        }
        guard units[head]?.link == id else { return }
        units[head]?.link = nil
        units[head]?.isAnswered = true
    }

    /// Mostly what has happened; now and then a statement has left something open, or nobody knows.
    private mutating func session(of id: UInt64) -> TransactionState {
        guard let link = links[id], link.owed.isEmpty else { return .unknown }
        switch chance.below(400) {
        case 0: return .unknown
        case 1 where !link.isForSharing:
            links[id]?.isInTransaction = true
            return .open
        default: return link.isInTransaction ? .open : .none
        }
    }
}
