/// Hands the results of a round trip to its queries, one after the other.
struct ResultReader {
    private let rows: [Rows]
    private var position = 0

    init(_ rows: [Rows]) {
        self.rows = rows
    }

    mutating func next<Output>(_ query: Query<Output>) throws(DatabaseError) -> Output {
        precondition(position < rows.count, "the connection lost count of its results")
        defer { position += 1 }
        return try query.output(of: rows[position])
    }
}
