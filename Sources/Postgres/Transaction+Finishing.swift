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
        var results = ResultReader(try await progress.run(statements, finishes: true))
        for change in changes { try results.next(change) }
        return try results.next(query)
    }
}
