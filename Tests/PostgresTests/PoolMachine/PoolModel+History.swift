@testable import Postgres

extension PoolModel {
    /// How servers are, for some hundred events.
    enum Weather: CaseIterable {
        case fair
        /// Nothing can be opened, and what is open is lost.
        case outage
        /// Hardly an answer comes.
        case slow
        /// More comes than can be done.
        case flood
    }

    /// Lets something happen.
    mutating func step() {
        if chance.below(1_000) == 0 { weather = Weather.allCases[chance.below(Weather.allCases.count)] }
        passTime()
        switch chance.below(100) {
        case 0..<(weather == .flood ? 60 : 32): arrive()
        case 0..<72: weather == .slow && chance.below(10) > 0 ? passTime() : reply()
        case 72..<82: finishOpening()
        case 82..<92: goOnWithTransaction()
        case 92..<95: letGoOfTransaction()
        case 95..<98: cancelSomebody()
        case 98: lose()
        default:
            guard chance.below(20) == 0 else { return }
            generation += 1
            tell(.outdated)
        }
    }

    private mutating func passTime() {
        let isLong = chance.below(2_000) == 0
        now += isLong ? .seconds(chance.below(400)) : .microseconds(chance.below(20_000))
        guard let instant = alarm, instant <= now else { return }
        alarm = nil
        count("woken")
        tell(.timePassed)
        let now = now
        expect(!units.values.contains { $0.deadline <= now }, "lets a unit wait past its deadline")
        let isHeld = links.values.contains { link in
            link.owed.isEmpty && link.transaction != nil && link.transactionDeadline.map { $0 <= now } ?? false
        }
        expect(!isHeld, "lets a transaction that does nothing hold a connection past its deadline")
    }

    private mutating func arrive() {
        let id = makeID()
        let lasts =
            chance.below(20) == 0
            ? Duration.zero : .milliseconds(20 + chance.below(chance.below(4) == 0 ? 10_000 : 1_000))
        let kind: Unit.Kind =
            switch chance.below(4) {
            case 0: .exclusive
            case 1: .begin(makeID(), finishes: chance.below(3) == 0)
            default: .shared
            }
        take(id, kind, before: now + lasts)
    }

    private mutating func take(_ id: UInt64, _ kind: Unit.Kind, before deadline: ContinuousClock.Instant) {
        units[id] = ModelUnit(kind: kind, deadline: deadline)
        tell(.arrived(Ticket(id: id, kind: kind, deadline: deadline)))
    }

    private mutating func goOnWithTransaction() {
        guard let (transaction, deadline) = transactions.min(by: { $0.key < $1.key }) else { return }
        transactions[transaction] = nil
        take(makeID(), .inside(transaction, finishes: chance.below(2) == 0), before: deadline)
    }

    private mutating func letGoOfTransaction() {
        guard let transaction = transactions.keys.max() else { return }
        transactions[transaction] = nil
        for (id, link) in links where link.transaction == transaction { links[id]?.transaction = nil }
        tell(.abandoned(transaction))
    }

    private mutating func cancelSomebody() {
        guard let id = units.keys.min().map({ $0 + UInt64(chance.below(40)) }), units[id] != nil else { return }
        units[id]?.isCancelled = true
        tell(.cancelled(id))
    }

    mutating func finishOpening() {
        guard opening + openingShared > 0 else { return }
        let forSharing = opening == 0 || openingShared > 0 && chance.below(2) == 0
        if forSharing { openingShared -= 1 } else { opening -= 1 }
        if weather == .outage || chance.below(20) == 0 {
            count("not opened")
            return tell(.failedToOpen(forSharing: forSharing, jitter: 0.5 + Double(chance.below(500)) / 1_000))
        }
        let id = makeID()
        count("opened")
        links[id] = ModelLink(isForSharing: forSharing, generation: generation, lastSign: now, freeSince: now)
        tell(.opened(id, forSharing: forSharing))
    }
}
