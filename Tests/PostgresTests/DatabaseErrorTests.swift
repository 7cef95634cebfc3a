import Testing

@testable import Postgres

@Suite("A database error")
struct DatabaseErrorTests {
    static let sentences: [(DatabaseError.Code, String)] = [
        (.unavailable, "the database cannot be reached"),
        (.connectionLost, "the connection to the database was lost"),
        (.deadlineExceeded, "the database did not answer in time"),
        (.cancelled, "the database operation was cancelled"),
        (.queueFull, "too many operations wait for the database"),
        (.server(.uniqueViolation), "the database refused with SQLSTATE 23505 (constraint users_key)"),
        (.decoding, "the database answered with an unexpected value"),
        (.encoding, "a value cannot be stored in the database"),
        (.resultTooLarge, "the database answered with more than is taken in at once"),
        (.unexpectedRowCount, "the database answered with an unexpected number of rows"),
    ]

    @Test("keeps what PostgreSQL said out of its description", arguments: sentences)
    func descriptions(code: DatabaseError.Code, sentence: String) {
        let error = DatabaseError(
            code, message: "message ada@example.com", detail: "detail ada", constraint: "users_key", table: "users")
        #expect("\(error)" == sentence)
        #expect(String(reflecting: error) == sentence + ": message ada@example.com; detail ada")
    }

    @Test("says which table it is about where there is no constraint")
    func table() {
        let error = DatabaseError(.server(.notNullViolation), table: "users")
        #expect("\(error)" == "the database refused with SQLSTATE 23502 (table users)")
    }

    @Test("of a migration says what to do")
    func migration() {
        let error = DatabaseError(.migration, message: "number 2 is missing", detail: "more")
        #expect("\(error)" == "number 2 is missing")
        #expect(error.debugDescription == "number 2 is missing: more")
    }

    @Test(
        "is transient where the same request may succeed later",
        arguments: ["57P01", "57P03", "25006", "08006", "53300", "57014", "55P03", "40001", "40P01"])
    func transient(state: String) {
        #expect(DatabaseError(.server(SQLState(rawValue: state))).isTransient)
    }

    @Test("is not transient where it would fail again", arguments: ["23505", "22P02", "42501", "MU401", ""])
    func lasting(state: String) {
        #expect(!DatabaseError(.server(SQLState(rawValue: state))).isTransient)
    }
}
