/// An open connection as the pool's decisions see it.
struct Link {
    /// A ticket that has been sent, and whose answer the connection owes.
    struct Owed {
        var ticket: Ticket
        /// Whether whoever waited has been told something already: the answer is for nobody.
        var isFinished = false
    }

    let isForSharing: Bool
    /// Which of the pool's generations it belongs to; connections of an older one are not used again.
    let generation: Int
    var owed: [Owed] = []
    /// Whether something has come back of the first of them.
    var isHeadTouched = false
    /// The transaction that holds the connection, and how long it may.
    var transaction: (id: TransactionID, deadline: ContinuousClock.Instant)?
    /// What the server said last about a transaction, valid when nothing is owed.
    var session = TransactionState.none
    /// Whether something was seen after which the connection must not be used again.
    var isBroken = false
    /// When a byte came last, or something was sent while nothing was owed.
    var lastSign: ContinuousClock.Instant
    /// Since when it has been without work; nil where it has some.
    var idleSince: ContinuousClock.Instant?

    init(isForSharing: Bool, generation: Int, at now: ContinuousClock.Instant) {
        self.isForSharing = isForSharing
        self.generation = generation
        lastSign = now
    }

    /// Takes note of what is sent over it.
    ///
    /// - Returns: since when it is silent, where others share it.
    mutating func owe(_ ticket: Ticket, at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        if owed.isEmpty {
            lastSign = now
            isHeadTouched = false
        }
        owed.append(Owed(ticket: ticket))
        return isForSharing ? lastSign : nil
    }

    /// Takes note of what has come over it.
    mutating func note(_ reading: PoolEvent.Reading, at now: ContinuousClock.Instant) {
        lastSign = now
        isHeadTouched = reading.isHeadTouched
        session = reading.session
        if reading.isBroken { isBroken = true }
    }

    /// Takes off what has been answered.
    mutating func popOwed() -> Owed? {
        owed.isEmpty ? nil : owed.removeFirst()
    }

    /// Ends the transaction that holds it.
    mutating func endTransaction() -> TransactionID? {
        defer { transaction = nil }
        return transaction?.id
    }

    /// Whether nothing is sent over it, and no transaction holds it.
    var isFree: Bool { owed.isEmpty && transaction == nil }

    /// Whether the next answer is one that nobody waits for any more.
    var owesNobody: Bool { owed.first?.isFinished ?? false }

    /// Whether silence is a reason to give it up. Who has a connection alone may wait as long as its deadline lets it.
    var mayStall: Bool { isForSharing && !owed.isEmpty || owesNobody }

    /// When the first of its units, or a transaction that holds it and does nothing, has to be over.
    var earliestDeadline: ContinuousClock.Instant? {
        if owed.isEmpty { return transaction?.deadline }
        return owed.lazy.filter { !$0.isFinished }.map(\.ticket.deadline).min()
    }

    /// Whether a transaction holds it past its deadline, and does nothing.
    func isHeldTooLong(at now: ContinuousClock.Instant) -> Bool {
        owed.isEmpty && transaction.map { $0.deadline <= now } ?? false
    }
}

/// What a server says about a connection's transaction.
enum TransactionState {
    case none, open, unknown
}
