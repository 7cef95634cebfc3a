/// One round trip that somebody waits for.
///
/// Lives in the pool; whoever takes it out of a queue or off a connection finishes it exactly once.
final class Unit {
    typealias Answer = Result<[Rows], DatabaseError>

    /// What kind of connection the unit needs.
    enum Kind {
        case exclusive
        case shared
        /// Opens a transaction on a connection that is then held for it.
        case begin(TransactionID, finishes: Bool)
        /// Goes on in an open transaction.
        case inside(TransactionID, finishes: Bool)
        /// Clears a connection that was given back inside a transaction; nobody waits for it.
        case rollback
    }

    let id: UInt64
    let kind: Kind
    let statements: [Statement]
    let deadline: ContinuousClock.Instant
    private var continuation: CheckedContinuation<Answer, Never>?

    /// Whether it has been sent once before, and lost.
    var isSecondAttempt = false
    /// Whether it has held others up, and goes on over a connection of its own.
    var goesAlone = false

    init(
        id: UInt64, kind: Kind, statements: [Statement], deadline: ContinuousClock.Instant,
        continuation: CheckedContinuation<Answer, Never>?
    ) {
        self.id = id
        self.kind = kind
        self.statements = statements
        self.deadline = deadline
        self.continuation = continuation
    }

    /// Whether the answer has been given, though the unit may still stand in a queue.
    private(set) var isFinished = false

    func finish(_ answer: Answer) {
        guard !isFinished else { return }
        isFinished = true
        continuation?.resume(returning: answer)
        continuation = nil
    }

    var begins: Bool {
        if case .begin = kind { true } else { false }
    }

    var commits: Bool {
        switch kind {
        case .begin(_, let finishes), .inside(_, let finishes): finishes
        case .exclusive, .shared, .rollback: false
        }
    }

    /// Whether any other connection would do as well.
    var mayMove: Bool {
        switch kind {
        case .exclusive, .shared, .begin: true
        case .inside, .rollback: false
        }
    }

    /// Whether a connection that others use will do, too.
    var maySharePlaces: Bool { isShared && !goesAlone }

    var isShared: Bool {
        if case .shared = kind { true } else { false }
    }
}

/// Names one transaction to the pool.
typealias TransactionID = UInt64
