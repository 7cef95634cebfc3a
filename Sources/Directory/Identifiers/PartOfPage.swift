internal import Postgres

/// The rows of a page, as far as they fit into one answer.
public struct PartOfPage<Row: Sendable>: Sendable {
    /// The rows, from the first of the page on.
    public let rows: [Row]
    /// How many rows the page has, with those that did not fit.
    public let wholeCount: Int

    /// Whether rows are missing.
    public var isCut: Bool { rows.count < wholeCount }

    /// Rows of a page of which nothing is known but themselves, or also how many there are.
    public init(rows: [Row], wholeCount: Int = 0) {
        self.rows = rows
        self.wholeCount = max(rows.count, wholeCount)
    }

    /// SQL for a FROM: the rows of a page named `p`, with `on_page`, up to where their weights exceed a limit. The first
    /// is there in any case: nothing would ever come after it otherwise.
    ///
    /// PostgreSQL reads the rows in the order that the page has, and the windows with it.
    ///
    /// - Parameters:
    ///   - page: a SELECT with LIMIT that has a column `weight`.
    ///   - isOne: whether it cannot have more than one row.
    ///   - parameter: the number of the limit's parameter, or nil for no limit.
    static func fitting(_ page: String, isOne: Bool, limit parameter: Int?) -> String {
        guard let parameter else { return "(SELECT w.*, 0 AS on_page FROM (\(page)) w) p" }
        if isOne { return "(SELECT w.*, 1 AS on_page, w.weight AS weights FROM (\(page)) w) p" }
        return """
            (SELECT w.*, count(*) OVER () AS on_page, row_number() OVER () AS place,
                    sum(w.weight) OVER (ROWS UNBOUNDED PRECEDING) AS weights
               FROM (\(page)) w) p
             WHERE p.place = 1 OR p.weights <= $\(parameter)::bigint
             ORDER BY p.place
            """
    }
}

extension Query {
    /// A statement that answers with a part of a page.
    ///
    /// - Parameters:
    ///   - column: says how many rows the page has.
    ///   - decode: makes nil of a row that is there only because it is the first, and does not fit.
    static func part<Element: Sendable>(
        _ sql: SQL, _ values: [Value], total column: Int, decode: @escaping @Sendable (Row) throws -> Element?
    ) -> Query<PartOfPage<Element>> where Output == PartOfPage<Element> {
        Query<PartOfPage<Element>>(sql, values) { rows in
            guard rows.count > 0 else { return PartOfPage(rows: []) }
            var elements: [Element] = []
            elements.reserveCapacity(rows.count)
            for index in 0..<rows.count {
                if let element = try decode(rows[index]) { elements.append(element) }
            }
            return PartOfPage(rows: elements, wholeCount: try rows[0].decode(column))
        }
    }
}
