/// What is held back for a while, in the order in which it came. A value without a clock.
struct HeldBack<Element> {
    private let delay: Duration
    private let most: Int
    private var waiting = Queue<(element: Element, end: ContinuousClock.Instant)>()

    /// Holds everything back for `delay`, and lets go of so many at most at once.
    init(for delay: Duration, mostAtOnce most: Int) {
        self.delay = delay
        self.most = most
    }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func append(_ element: Element, at now: ContinuousClock.Instant) {
        waiting.append((element, now + delay))
    }

    /// Takes out those whose time is over, the oldest first.
    mutating func due(at now: ContinuousClock.Instant) -> [Element] {
        var due: [Element] = []
        while due.count < most, let first = waiting.first, first.end <= now, let next = waiting.popFirst() {
            due.append(next.element)
        }
        return due
    }
}
