internal import CLibpq

extension DatabaseError {
    /// Reads an error from a result, which stays the caller's.
    init(borrowing result: OpaquePointer) {
        func field(_ name: UnicodeScalar) -> String? {
            guard let text = unsafe PQresultErrorField(result, Int32(name.value)) else { return nil }
            return unsafe String(cString: text)
        }
        // The letters are those of the protocol's ErrorResponse: code, message, detail, constraint name, table name.
        guard let state = field("C") else {
            // libpq makes errors without a code itself when the connection breaks.
            self.init(.connectionLost, message: unsafe String(cString: PQresultErrorMessage(result)))
            return
        }
        self.init(
            .server(SQLState(rawValue: state)), message: field("M") ?? "", detail: field("D"),
            constraint: field("n"), table: field("t"))
    }

    /// Reads why a connection could not be opened or broke.
    init(_ code: Code, connection: OpaquePointer) {
        let text = unsafe String(cString: PQerrorMessage(connection))
        self.init(code, message: String(text.split(separator: "\n").joined(separator: "; ")))
    }
}
