/// How many bytes of answers may wait to be sent, in all and of one origin.
///
/// Clients decide how fast they read, and so how long an answer is held. Nobody's unread answers take the room of all.
struct ResponseBudget {
    private let limit: Int
    private(set) var total = 0
    private var byOrigin: [Origin: Int] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes room; false where there is none.
    ///
    /// One answer of an origin fits whatever its size where nothing waits: otherwise it could never be given.
    mutating func reserve(_ bytes: Int, of origin: Origin) -> Bool {
        let held = byOrigin[origin, default: 0]
        guard total == 0 || total + bytes <= limit, held == 0 || held + bytes <= limit / 2 else { return false }
        total += bytes
        byOrigin[origin] = held + bytes
        return true
    }

    /// Gives room back.
    mutating func release(_ bytes: Int, of origin: Origin) {
        total -= bytes
        let held = byOrigin[origin, default: 0] - bytes
        byOrigin[origin] = held > 0 ? held : nil
    }
}
