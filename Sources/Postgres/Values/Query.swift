/// A statement, and how its rows become a value.
public struct Query<Output>: Sendable {
    /// What is sent.
    public let statement: Statement
    /// What is made of the answer; runs in the task that asked.
    let decode: @Sendable (Rows) throws -> Output
    /// Whether this only reads, and neither takes long nor answers with much, however much there is.
    ///
    /// Units of such queries alone follow one another on connections; see ``Sharing``.
    public private(set) var isShort = false

    /// A statement whose rows are read by a closure.
    public init(_ sql: SQL, _ values: [Value] = [], decode: @escaping @Sendable (Rows) throws -> Output) {
        statement = Statement(sql, values)
        self.decode = decode
    }

    init(_ statement: Statement, decode: @escaping @Sendable (Rows) throws -> Output) {
        self.statement = statement
        self.decode = decode
    }

    /// The same query with its result turned into something else.
    public func map<T>(_ transform: @escaping @Sendable (Output) throws -> T) -> Query<T> {
        var mapped = Query<T>(statement) { [decode] in try transform(try decode($0)) }
        mapped.isShort = isShort
        return mapped
    }

    /// The same query, known to be a short read.
    public var short: Query {
        var query = self
        query.isShort = true
        return query
    }

    /// Decodes the rows, and makes one kind of error of whatever goes wrong.
    func output(of rows: Rows) throws(DatabaseError) -> Output {
        do {
            return try decode(rows)
        } catch let error as DatabaseError {
            throw error
        } catch {
            throw DatabaseError(.decoding, message: String(reflecting: error))
        }
    }
}
