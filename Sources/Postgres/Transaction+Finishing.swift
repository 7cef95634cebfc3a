extension Transaction {
    /// Ends the transaction with any number of changes and one query that sees them, in one round trip with COMMIT.
    ///
    /// - Parameters:
    ///   - changes: Statements without a result, in order.
    ///   - query: What is wanted to know afterwards.
    public func finish<Output>(
        _ changes: [Query<Void>], then query: Query<Output>
    ) async throws(DatabaseError) -> Output {
        let statements = changes.map(\.statement) + [query.statement]
        return try await ResultReader.read(try await progress.run(statements, finishes: true)) {
            (results) throws(DatabaseError) in
            _ = try results.all(changes)
            return try results.next(query)
        }
    }

    /// Ends the transaction with one query and any number of changes after it, in one round trip with COMMIT.
    ///
    /// - Parameters:
    ///   - query: The first statement, whose answer is wanted.
    ///   - changes: Statements without a result, in order.
    public func finish<Output>(
        _ query: Query<Output>, then changes: [Query<Void>]
    ) async throws(DatabaseError) -> Output {
        let statements = [query.statement] + changes.map(\.statement)
        return try await ResultReader.read(try await progress.run(statements, finishes: true)) {
            (results) throws(DatabaseError) in
            let output = try results.next(query)
            _ = try results.all(changes)
            return output
        }
    }
}
