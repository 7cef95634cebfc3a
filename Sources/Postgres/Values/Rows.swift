internal import CLibpq

// Sendable without a lock: libpq never changes a result once it is complete, and only `deinit` frees it.

/// The result of one statement.
@safe public final class Rows: @unchecked Sendable {
    /// The rows that were returned.
    public let count: Int
    /// The columns of each row.
    public let columnCount: Int
    /// The memory that the result occupies, in bytes: its values and what libpq notes beside each of them.
    public let byteCount: Int
    let result: OpaquePointer

    init(takingOwnership result: OpaquePointer) {
        unsafe self.result = result
        count = unsafe Int(PQntuples(result))
        columnCount = unsafe Int(PQnfields(result))
        byteCount = unsafe Int(PQresultMemorySize(result))
    }

    deinit {
        unsafe PQclear(result)
    }

    /// The rows inserted, updated, deleted or selected.
    public var affected: Int {
        guard let text = unsafe PQcmdTuples(result) else { return 0 }
        return unsafe Int(String(cString: text)) ?? 0
    }

    /// What PostgreSQL says it did, for example `COMMIT`.
    var commandTag: String {
        guard let text = unsafe PQcmdStatus(result) else { return "" }
        return unsafe String(cString: text)
    }

    /// The row at a position, from 0.
    public subscript(row: Int) -> Row {
        precondition(row >= 0 && row < count, "no such row")
        return Row(rows: self, index: row)
    }
}
