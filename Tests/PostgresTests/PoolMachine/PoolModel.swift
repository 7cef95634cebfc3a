@testable import Postgres

/// Servers, connections and whoever waits, as simple as they can be, beside a machine whose every action is judged.
///
/// Time is the model's, and so is chance.
struct PoolModel {
    var machine: PoolMachine
    let limits: PoolLimits
    var chance: SplitMix
    var now: ContinuousClock.Instant
    var units: [UInt64: ModelUnit] = [:]
    var links: [UInt64: ModelLink] = [:]
    /// What was sent and not answered, whether or not somebody still waits.
    var kinds: [UInt64: Unit.Kind] = [:]
    /// Transactions whose closures are at work, between two round trips, and how long they may take.
    var transactions: [TransactionID: ContinuousClock.Instant] = [:]
    var generation = 0
    var opening = 0
    var openingShared = 0
    var alarm: ContinuousClock.Instant?
    var isClosing = false
    var isClosed = false
    var weather = Weather.fair
    private(set) var nextID: UInt64 = 1
    /// What the machine did that it must not do, with what happened right before.
    private(set) var faults: [String] = []
    /// How often each thing has happened, so that a history in which nothing did is noticed.
    private(set) var tally: [String: Int] = [:]

    init(limits: PoolLimits, seed: UInt64) {
        self.limits = limits
        chance = SplitMix(seed: seed)
        now = .now
        machine = PoolMachine(limits: limits, at: now)
    }

    mutating func makeID() -> UInt64 {
        defer { nextID += 1 }
        return nextID
    }

    mutating func fault(_ text: @autoclosure () -> String) {
        if faults.count < 5 { faults.append(text()) }
    }

    mutating func expect(_ condition: Bool, _ text: @autoclosure () -> String) {
        if !condition { fault(text()) }
    }

    mutating func count(_ name: String) {
        tally[name, default: 0] += 1
    }

    /// Tells the machine, judges and plays what it does, and looks at what it keeps.
    mutating func tell(_ event: PoolEvent) {
        machine.handle(event, at: now)
        while let action = machine.nextAction() { play(action) }
        takeStock()
    }

    /// Closes the pool, and lets everything come to its end.
    mutating func end() {
        isClosing = true
        tell(.closing)
        for _ in 0..<10_000 where !isClosed && faults.isEmpty { step() }
        expect(isClosed, "never comes to its end")
        expect(units.isEmpty && links.isEmpty, "ends with units or connections left")
        expect(machine.held.isEmpty && machine.idle.isEmpty && machine.shared.isEmpty, "keeps what is gone")
    }
}
