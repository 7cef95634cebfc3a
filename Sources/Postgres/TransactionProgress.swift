/// How far a transaction has come.
final class TransactionProgress {
    private enum State {
        case notBegun, open, finished
    }

    private let pool: Pool
    private let id: TransactionID
    private let deadline: ContinuousClock.Instant
    private var state = State.notBegun

    init(pool: Pool, deadline: ContinuousClock.Instant) {
        self.pool = pool
        self.deadline = deadline
        id = pool.counters.makeID()
    }

    /// Makes one round trip.
    func run(_ statements: [Statement], finishes: Bool) async throws(DatabaseError) -> [Rows] {
        precondition(state != .finished, "the transaction is over")
        // What cannot be sent leaves the transaction as it is.
        for statement in statements { try statement.validate() }
        let kind: Unit.Kind =
            state == .notBegun ? .begin(id, finishes: finishes) : .inside(id, finishes: finishes)
        state = finishes ? .finished : .open
        return try await pool.perform(statements, kind, before: deadline)
    }

    /// Commits, where the closure has begun something and not finished it.
    func commit() async throws(DatabaseError) {
        guard state == .open else { return state = .finished }
        _ = try await run([], finishes: true)
    }

    /// Gives up; does not wait for the `ROLLBACK`.
    func rollBack() {
        if state != .notBegun { pool.abandon(id) }
        state = .finished
    }
}
