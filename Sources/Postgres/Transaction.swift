/// An open transaction, lent to the closure of ``Database/transaction(_:)``.
///
/// It holds a connection from its first round trip to its last. It is not `Sendable`: one round trip at a time.
public struct Transaction {
    let progress: TransactionProgress

    init(_ progress: TransactionProgress) {
        self.progress = progress
    }

    /// Runs statements in one round trip, and stays open. The first trip carries the `BEGIN`.
    ///
    /// - Parameter query: the statements, in order.
    /// - Returns: the results, in order.
    /// - Throws: ``DatabaseError``; the transaction can then only be rolled back, by leaving the closure.
    @discardableResult
    public func pipeline<each Output>(
        _ query: repeat Query<each Output>
    ) async throws(DatabaseError) -> (repeat each Output) {
        var statements: [Statement] = []
        repeat statements.append((each query).statement)
        return try await ResultReader.read(try await progress.run(statements, finishes: false)) {
            (results) throws(DatabaseError) in
            (repeat try results.next(each query))
        }
    }

    /// Runs statements, of a number known only at run time, in one round trip, and stays open.
    ///
    /// - Parameter queries: the statements, in order.
    /// - Returns: the results, in order.
    /// - Throws: ``DatabaseError``; the transaction can then only be rolled back, by leaving the closure.
    @discardableResult
    public func pipeline<Output>(_ queries: [Query<Output>]) async throws(DatabaseError) -> [Output] {
        return try await ResultReader.read(try await progress.run(queries.map(\.statement), finishes: false)) {
            (results) throws(DatabaseError) in
            try results.all(queries)
        }
    }

    /// Runs the last statements together with the `COMMIT`, in one round trip.
    ///
    /// - Parameter query: the statements, in order.
    /// - Returns: the results, in order.
    /// - Throws: ``DatabaseError``; nothing has been committed, unless the code says that this is unknown, or a
    ///   result could not be decoded.
    @discardableResult
    public func finish<each Output>(
        _ query: repeat Query<each Output>
    ) async throws(DatabaseError) -> (repeat each Output) {
        var statements: [Statement] = []
        repeat statements.append((each query).statement)
        return try await ResultReader.read(try await progress.run(statements, finishes: true)) {
            (results) throws(DatabaseError) in
            (repeat try results.next(each query))
        }
    }

    /// Runs the last statements, of a number known only at run time, together with the `COMMIT`.
    ///
    /// - Parameter queries: the statements, in order.
    /// - Returns: the results, in order.
    /// - Throws: ``DatabaseError``; nothing has been committed, unless the code says that this is unknown, or a
    ///   result could not be decoded.
    @discardableResult
    public func finish<Output>(_ queries: [Query<Output>]) async throws(DatabaseError) -> [Output] {
        return try await ResultReader.read(try await progress.run(queries.map(\.statement), finishes: true)) {
            (results) throws(DatabaseError) in
            try results.all(queries)
        }
    }

    /// Runs the last statements, whose results do not matter, together with the `COMMIT`.
    ///
    /// - Parameter statements: the statements, in order.
    /// - Throws: ``DatabaseError``; nothing has been committed, unless the code says that this is unknown.
    public func finish(_ statements: [Statement]) async throws(DatabaseError) {
        _ = try await progress.run(statements, finishes: true)
    }
}
