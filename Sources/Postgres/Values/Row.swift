internal import CLibpq

/// One row of a result.
public struct Row: Sendable {
    let rows: Rows
    let index: Int

    /// Reads a column that is never `NULL`.
    ///
    /// - Parameters:
    ///   - column: the position in the select list, from 0.
    ///   - type: what the column is read as.
    /// - Throws: ``DatabaseError/Code/decoding`` where the column is `NULL`, or holds something else.
    public func decode<T: PostgresDecodable>(_ column: Int, as type: T.Type = T.self) throws(DatabaseError) -> T {
        guard let value = try decode(column, as: T?.self) else {
            throw DatabaseError(.decoding, message: "column \(column) is NULL, expected \(T.self)")
        }
        return value
    }

    /// Reads a column that may be `NULL`.
    ///
    /// - Parameters:
    ///   - column: the position in the select list, from 0.
    ///   - type: what the column is read as.
    /// - Throws: ``DatabaseError/Code/decoding`` where the column holds something else.
    public func decode<T: PostgresDecodable>(_ column: Int, as type: T?.Type = T?.self) throws(DatabaseError) -> T? {
        precondition(column >= 0 && column < rows.columnCount, "no such column")
        let (row, position) = (Int32(index), Int32(column))
        guard unsafe PQgetisnull(rows.result, row, position) == 0,
            let text = unsafe PQgetvalue(rows.result, row, position)
        else { return nil }
        let length = unsafe Int(PQgetlength(rows.result, row, position))
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length).assumingMemoryBound(to: UInt8.self)
        do {
            // The span lives no longer than this call; the rows, which own the bytes, live at least as long as `self`.
            return try withExtendedLifetime(rows) { try unsafe T(postgresText: bytes.span) }
        } catch {
            throw DatabaseError(.decoding, message: "column \(column) cannot be read as \(T.self)")
        }
    }
}
