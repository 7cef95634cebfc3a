/// Lets so many tests at a time have a database, and the others wait: each keeps some connections, of which PostgreSQL
/// has a limited number.
actor TestGate {
    static let databases = TestGate(places: 10)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        free = places
    }

    /// Waits for a place.
    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Gives the place back, or on to who waits the longest.
    func leave() {
        guard !waiting.isEmpty else {
            free += 1
            return
        }
        waiting.removeFirst().resume()
    }
}
