extension Query where Output == Void {
    /// A statement whose rows, if it has any, do not matter.
    public init(_ sql: SQL, _ values: [Value] = []) {
        self.init(sql, values) { _ in }
    }
}

extension Query where Output == Int {
    /// A statement of which only the number of changed rows matters.
    public static func affected(_ sql: SQL, _ values: [Value] = []) -> Query<Int> {
        Query(sql, values) { $0.affected }
    }
}

extension Query {
    /// A statement that answers with exactly one row.
    ///
    /// Any other number of rows is a ``DatabaseError/Code/unexpectedRowCount``.
    public static func one(
        _ sql: SQL, _ values: [Value] = [], decode: @escaping @Sendable (Row) throws -> Output
    ) -> Query<Output> {
        Query(sql, values) { rows in
            guard rows.count == 1 else {
                throw DatabaseError(.unexpectedRowCount, message: "\(rows.count) rows, expected 1")
            }
            return try decode(rows[0])
        }
    }

    /// A statement that answers with one row or none.
    ///
    /// More rows are a ``DatabaseError/Code/unexpectedRowCount``.
    public static func optional<Wrapped>(
        _ sql: SQL, _ values: [Value] = [], decode: @escaping @Sendable (Row) throws -> Wrapped
    ) -> Query<Wrapped?> where Output == Wrapped? {
        Query<Wrapped?>(sql, values) { rows in
            guard rows.count <= 1 else {
                throw DatabaseError(.unexpectedRowCount, message: "\(rows.count) rows, expected 0 or 1")
            }
            return rows.count == 0 ? nil : try decode(rows[0])
        }
    }

    /// A statement that answers with any number of rows.
    public static func all<Element>(
        _ sql: SQL, _ values: [Value] = [], decode: @escaping @Sendable (Row) throws -> Element
    ) -> Query<[Element]> where Output == [Element] {
        Query<[Element]>(sql, values) { rows in
            var elements: [Element] = []
            elements.reserveCapacity(rows.count)
            for index in 0..<rows.count { elements.append(try decode(rows[index])) }
            return elements
        }
    }
}
