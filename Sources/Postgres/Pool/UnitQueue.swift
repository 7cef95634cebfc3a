/// Units in order of arrival, and nothing of those that are finished.
struct UnitQueue {
    private var units: [Unit] = []
    private var head = 0

    /// The units that wait.
    var count: Int { units.count - head }

    /// The unit that has waited longest.
    var first: Unit? { count > 0 ? units[head] : nil }

    mutating func append(_ unit: Unit) {
        units.append(unit)
    }

    mutating func popFirst() -> Unit? {
        guard let unit = first else { return nil }
        head += 1
        compact()
        return unit
    }

    /// Ends the units that the closure gives an answer to, and forgets them.
    mutating func finish(where answer: (Unit) -> Unit.Answer?) {
        guard count > 0 else { return }
        var waiting: [Unit] = []
        for unit in units[head...] {
            if let answer = answer(unit) { unit.finish(answer) } else { waiting.append(unit) }
        }
        units = waiting
        head = 0
    }

    /// The earliest deadline of a waiting unit.
    var earliestDeadline: ContinuousClock.Instant? {
        units[head...].lazy.map(\.deadline).min()
    }

    private mutating func compact() {
        guard head == units.count || head >= 512 && head * 2 > units.count else { return }
        units.removeFirst(head)
        head = 0
    }
}
