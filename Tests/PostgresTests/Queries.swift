import Postgres
import TestHarness

/// Statements that many tests use.
enum Queries {
    static let one = Query<Int>.one(SQL("one", "SELECT 1")) { try $0.decode(0) }
    static let backend = Query<Int>.one(SQL("backend", "SELECT pg_backend_pid()")) { try $0.decode(0) }
    static let createItems = Query<Void>(
        SQL(unnamed: "CREATE TABLE items (name text CONSTRAINT items_name_key UNIQUE)"))
    static let count = Query<Int>.one(SQL("items.count", "SELECT count(*) FROM items")) { try $0.decode(0) }
    static let divideByZero = Query<Void>(SQL("divide", "SELECT 1 / 0"))

    static func insert(_ name: String) -> Query<Void> {
        Query(SQL("items.insert", "INSERT INTO items VALUES ($1)"), [.text(name)])
    }

    static func sleep(_ seconds: Double) -> Query<Void> {
        Query(SQL("sleep", "SELECT pg_sleep($1::double precision)"), [.text(String(seconds))])
    }

    static func terminate(_ backend: Int) -> Query<Void> {
        Query(SQL(unnamed: "SELECT pg_terminate_backend($1::int, 5000)"), [.integer(backend)])
    }
}

/// Asks again until the condition holds; false when it never does.
func eventually(within limit: Duration = .seconds(10), _ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}

/// Lends a pool on an empty database to the closure.
func withDatabase<Result>(
    as role: TestDatabase.Role = .superuser, _ configure: (inout Database.Configuration) -> Void = { _ in },
    _ body: (Database, TestDatabase) async throws -> Result
) async throws -> Result {
    try await TestDatabase.withEmpty { test in
        try await test.connected(as: role, configure: configure) { try await body($0, test) }
    }
}

/// The error that the closure throws.
func failure(_ body: () async throws -> Void) async -> DatabaseError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DatabaseError
    }
}
