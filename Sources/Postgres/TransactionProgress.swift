/// How far a transaction has come.
final class TransactionProgress {
    private enum State {
        case notBegun, open, finished
        /// Its last round trip failed, so that nothing is committed for certain.
        case failed(DatabaseError)
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
        switch state {
        case .finished: preconditionFailure("the transaction is over")
        case .failed(let error): throw error
        case .notBegun, .open: break
        }
        // What cannot be sent leaves the transaction as it is.
        for statement in statements { try statement.validate() }
        let kind: Unit.Kind = hasBegun ? .inside(id, finishes: finishes) : .begin(id, finishes: finishes)
        state = finishes ? .finished : .open
        do {
            return try await pool.perform(statements, kind, before: deadline)
        } catch {
            if finishes { state = .failed(error) }
            throw error
        }
    }

    private var hasBegun: Bool {
        if case .notBegun = state { false } else { true }
    }

    /// Commits, where the closure has begun something and not finished it.
    ///
    /// - Throws: where it could not be committed; also what the closure knew of and kept to itself.
    func commit() async throws(DatabaseError) {
        switch state {
        case .notBegun, .finished: state = .finished
        case .failed(let error): throw error
        case .open: _ = try await run([], finishes: true)
        }
    }

    /// Gives up; does not wait for the `ROLLBACK`.
    func rollBack() {
        if hasBegun { pool.abandon(id) }
        state = .finished
    }
}
