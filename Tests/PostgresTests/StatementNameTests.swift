import Postgres
import TestHarness
import Testing

@Suite("Names of prepared statements")
struct StatementNameTests {
    /// PostgreSQL compares the first 63 bytes of a name.
    @Test("Names that differ only behind their beginning are two statements", arguments: [62, 63, 64, 200])
    func longNames(bytes: Int) async throws {
        try await TestDatabase.withEmpty { database in
            try await database.connected(as: .owner, configure: { $0.maximumConnections = 1 }) { connected in
                let beginning = String(repeating: "n", count: bytes - 1)
                for _ in 0..<3 {
                    for number in 1...3 {
                        let sql = SQL("\(beginning)\(number)", "SELECT \(number)")
                        let query = Query<Int>.one(sql) { try $0.decode(0) }
                        let (answer, again) = try await connected.pipeline(query, query)
                        #expect(answer == number && again == number)
                    }
                }
            }
        }
    }
}
