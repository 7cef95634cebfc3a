/// One round trip that somebody waits for.
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
    /// What has come back, until it is handed out.
    var answer: Answer?
    private let continuation: CheckedContinuation<Answer, Never>?

    init(id: UInt64, kind: Kind, statements: [Statement], continuation: CheckedContinuation<Answer, Never>?) {
        self.id = id
        self.kind = kind
        self.statements = statements
        self.continuation = continuation
    }

    /// Gives whoever waits the answer; once.
    func finish(_ answer: Answer) {
        continuation?.resume(returning: answer)
    }
}

extension Unit.Kind {
    var begins: Bool {
        if case .begin = self { true } else { false }
    }

    var commits: Bool {
        switch self {
        case .begin(_, let finishes), .inside(_, let finishes): finishes
        case .exclusive, .shared, .rollback: false
        }
    }
}

/// Names one transaction to the pool.
typealias TransactionID = UInt64
