extension Database {
    /// Runs a transaction whose later statements depend on the answers to earlier ones.
    ///
    /// The closure may read, decide, and end with `finish`, which carries the `COMMIT`; where it does not, the commit is
    /// a round trip of its own. An error that leaves the closure rolls everything back, without waiting for it. A serialization failure or a deadlock runs the closure again,
    /// three times in all, so it must change nothing outside the transaction.
    ///
    /// - Parameter body: the work; the transaction is its to use until it returns.
    /// - Returns: what the closure returned.
    /// - Throws: ``DatabaseError``, and what the closure throws.
    public func transaction<Output>(_ body: (Transaction) async throws -> Output) async throws -> Output {
        let deadline = currentDeadline
        for number in 1..<Self.maximumAttempts {
            do {
                return try await attempt(body, deadline)
            } catch let error as DatabaseError where error.isRetryable {
                await pause(after: number)
            }
        }
        return try await attempt(body, deadline)
    }

    private func attempt<Output>(
        _ body: (Transaction) async throws -> Output, _ deadline: ContinuousClock.Instant
    ) async throws -> Output {
        let progress = TransactionProgress(pool: pool, deadline: deadline)
        do {
            let output = try await body(Transaction(progress))
            try await progress.commit()
            return output
        } catch {
            progress.rollBack()
            throw error
        }
    }
}
