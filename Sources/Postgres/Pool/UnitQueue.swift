/// Units in order of arrival. Finished ones stay until they come to the front, and are not counted.
struct UnitQueue {
    private var units: [Unit] = []
    private var head = 0
    /// The units that still wait.
    private(set) var count = 0

    mutating func append(_ unit: Unit) {
        units.append(unit)
        count += 1
    }

    mutating func popFirst() -> Unit? {
        while head < units.count {
            let unit = units[head]
            head += 1
            compact()
            guard unit.isFinished else {
                count -= 1
                return unit
            }
        }
        return nil
    }

    /// Ends the units that the closure gives an answer to.
    mutating func finish(where answer: (Unit) -> Unit.Answer?) {
        for unit in units[head...] where !unit.isFinished {
            guard let answer = answer(unit) else { continue }
            unit.finish(answer)
            count -= 1
        }
    }

    /// The earliest deadline of a waiting unit.
    var earliestDeadline: ContinuousClock.Instant? {
        units[head...].lazy.filter { !$0.isFinished }.map(\.deadline).min()
    }

    private mutating func compact() {
        guard head == units.count || head >= 512 && head * 2 > units.count else { return }
        units.removeFirst(head)
        head = 0
    }
}
