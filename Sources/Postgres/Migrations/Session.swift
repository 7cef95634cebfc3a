internal import CLibpq

/// A connection that blocks its thread, with the simple protocol, which takes files of many statements.
///
/// Only the migrator uses it, on a thread of its own.
@safe final class Session {
    private let handle: OpaquePointer
    private var parameters = ParameterBuffer()

    init(_ configuration: Database.Configuration) throws(DatabaseError) {
        unsafe handle = try Connector.openBlocking(ConnectionParameters(configuration)).handle
    }

    deinit {
        unsafe PQfinish(handle)
    }

    /// Whether a transaction is open and has not failed.
    var isInTransaction: Bool { unsafe PQtransactionStatus(handle) == PQTRANS_INTRANS }

    /// Runs any number of statements.
    func execute(_ text: String) throws(DatabaseError) {
        guard !text.utf8.contains(0) else { throw DatabaseError(.encoding, message: "SQL contains U+0000") }
        _ = try unsafe rows(PQexec(handle, text))
    }

    /// Runs one statement with bound values.
    func query<Output>(_ query: Query<Output>) throws(DatabaseError) -> Output {
        try query.statement.validate()
        let result = unsafe parameters.withParameters(query.statement.values) { count, values, lengths, formats in
            unsafe PQexecParams(handle, query.statement.sql.text, count, nil, values, lengths, formats, 0)
        }
        return try query.output(of: try unsafe rows(result))
    }

    private func rows(_ result: OpaquePointer?) throws(DatabaseError) -> Rows {
        guard let result = unsafe result else { throw unsafe DatabaseError(.connectionLost, connection: handle) }
        switch unsafe PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            return unsafe Rows(takingOwnership: result)
        case PGRES_FATAL_ERROR:
            defer { unsafe PQclear(result) }
            throw unsafe DatabaseError(borrowing: result)
        default:
            unsafe PQclear(result)
            throw DatabaseError(.migration, message: "a migration must not copy data from or to the client")
        }
    }
}
