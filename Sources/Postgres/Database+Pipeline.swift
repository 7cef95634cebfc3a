extension Database {
    /// Runs statements in one round trip and one transaction.
    ///
    /// All statements travel together, and PostgreSQL runs them as one implicit transaction: when one fails, those
    /// behind it are skipped and those before it rolled back, and what `set_config(…, true)` set is gone
    /// afterwards. A serialization failure or a deadlock is tried again, three times in all.
    ///
    /// - Parameters:
    ///   - sharing: whether the unit may follow others on a connection; nil where that follows from whether all of its
    ///     queries are short. See ``Sharing``.
    ///   - query: the statements, in order.
    /// - Returns: the results, in order.
    /// - Throws: ``DatabaseError``; the transaction has been rolled back, unless the code says that this is unknown.
    @discardableResult
    public func pipeline<each Output>(
        sharing: Sharing? = nil, _ query: repeat Query<each Output>
    ) async throws(DatabaseError) -> (repeat each Output) {
        var statements: [Statement] = []
        repeat statements.append((each query).statement)
        var isShort = true
        repeat isShort = (each query).isShort && isShort
        let rows = try await run(statements, sharing ?? (isShort ? .shared : .exclusive))
        return try await ResultReader.read(rows) { (results) throws(DatabaseError) in
            (repeat try results.next(each query))
        }
    }

    /// Runs statements, of a number known only at run time, in one round trip and one transaction.
    ///
    /// - Parameters:
    ///   - sharing: whether the unit may follow others on a connection; nil where that follows from whether all of its
    ///     queries are short. See ``Sharing``.
    ///   - queries: the statements, in order.
    /// - Returns: the results, in order.
    /// - Throws: ``DatabaseError``; the transaction has been rolled back, unless the code says that this is unknown.
    @discardableResult
    public func pipeline<Output>(
        sharing: Sharing? = nil, _ queries: [Query<Output>]
    ) async throws(DatabaseError) -> [Output] {
        let isShort = queries.allSatisfy(\.isShort)
        let rows = try await run(queries.map(\.statement), sharing ?? (isShort ? .shared : .exclusive))
        return try await ResultReader.read(rows) { (results) throws(DatabaseError) in try results.all(queries) }
    }

    private func run(_ statements: [Statement], _ sharing: Sharing) async throws(DatabaseError) -> [Rows] {
        guard !statements.isEmpty else { return [] }
        let deadline = currentDeadline
        for number in 1..<Self.maximumAttempts {
            do {
                return try await pool.perform(statements, sharing.kind, before: deadline)
            } catch {
                guard error.isRetryable else { throw error }
                await pause(after: number)
            }
        }
        return try await pool.perform(statements, sharing.kind, before: deadline)
    }

    /// How often work is done in all where PostgreSQL gives it up for the sake of other transactions.
    static let maximumAttempts = 3

    /// Two that got into each other's way must not start again in step.
    func pause(after attempt: Int) async {
        try? await Task.sleep(for: .milliseconds(10 * attempt) * Double.random(in: 0.1...1))
    }
}

extension Sharing {
    fileprivate var kind: Unit.Kind {
        switch self {
        case .exclusive: .exclusive
        case .shared: .shared
        }
    }
}
