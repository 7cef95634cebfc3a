internal import Reactor

/// Hands the results of a round trip to its queries, one after the other.
struct ResultReader {
    private let rows: [Rows]
    private var position = 0

    private init(_ rows: [Rows]) {
        self.rows = rows
    }

    /// Reads what a round trip brought: where the caller is, or on the shared pool if it is much.
    static func read<Output>(
        _ rows: [Rows], _ body: (inout ResultReader) throws(DatabaseError) -> Output
    ) async throws(DatabaseError) -> Output {
        let isMuch = rows.reduce(0) { $0 + $1.byteCount } > SharedPool.copiedBytes
        return try await SharedPool.run(if: isMuch) { () throws(DatabaseError) -> Output in
            var reader = ResultReader(rows)
            return try body(&reader)
        }
    }

    mutating func next<Output>(_ query: Query<Output>) throws(DatabaseError) -> Output {
        precondition(position < rows.count, "the connection lost count of its results")
        defer { position += 1 }
        return try query.output(of: rows[position])
    }

    mutating func all<Output>(_ queries: [Query<Output>]) throws(DatabaseError) -> [Output] {
        var outputs: [Output] = []
        outputs.reserveCapacity(queries.count)
        for query in queries { outputs.append(try next(query)) }
        return outputs
    }
}
