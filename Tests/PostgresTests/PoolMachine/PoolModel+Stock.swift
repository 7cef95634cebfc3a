@testable import Postgres

extension PoolModel {
    /// Compares what the machine keeps with who waits, after each event.
    mutating func takeStock() {
        let waiting = machine.waiting.count + machine.waitingShared.count
        var placed = 0
        var earliest: ContinuousClock.Instant?
        for unit in units.values {
            if unit.link != nil { placed += 1 }
            if unit.isAnswered { fault("keeps an answer back") }
            earliest = earliest.map { min($0, unit.deadline) } ?? unit.deadline
        }
        let homeless = units.count - placed
        expect(homeless == waiting, "loses or keeps units: \(homeless) wait, it has \(waiting)")
        expect(waiting <= limits.queueLimit, "lets more units wait than it may")
        expect(machine.links.count == links.count, "keeps a connection that is closed, or forgets one")
        expect(machine.opening == opening && machine.openingShared == openingShared, "miscounts what is being opened")
        compareLinks(&earliest)
        if let earliest { expect(alarm.map { $0 <= earliest } ?? false, "sleeps past a deadline") }
        expectNoIdleBesideWaiting()
    }

    /// What a connection owes is what was sent over it, whether or not somebody still waits.
    private mutating func compareLinks(_ earliest: inout ContinuousClock.Instant?) {
        for (id, link) in links {
            guard let other = machine.links[id] else { return fault("forgets a connection") }
            expect(other.owed.count == link.owed.count, "miscounts what a connection owes")
            expect(other.transaction?.id == link.transaction, "mistakes whose a connection is")
            if link.owed.isEmpty, let deadline = link.transactionDeadline, link.transaction != nil {
                earliest = earliest.map { min($0, deadline) } ?? deadline
            }
        }
        expect(machine.held.count == links.values.count { $0.transaction != nil }, "miscounts transactions")
    }

    private mutating func expectNoIdleBesideWaiting() {
        let mustGo = machine.waiting.count > 0 || machine.waitingShared.count > 0 && machine.shared.isEmpty
        guard mustGo else { return }
        let isIdle = links.values.contains { link in
            !link.isForSharing && link.owed.isEmpty && link.transaction == nil && !link.isDoubted && !link.hasEnded
                && link.generation == generation && link.session == .none
        }
        expect(!isIdle, "lets a unit wait beside an idle connection")
    }
}
