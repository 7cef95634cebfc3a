import FoundationEssentials
import Postgres
import Testing

@Test func smoke() async throws {
    let url = try #require(ProcessInfo.processInfo.environment["MUSTER_TEST_DATABASE"])
    let database = Database(configuration: .init(url: url))
    let one = Query<Int>.one(SQL("one", "SELECT 1"), []) { try $0.decode(0) }
    let x: (Int, Int) = try await database.pipeline(one, one)
    #expect(x == (1, 1))
    let y = try await database.transaction { transaction in
        let a = try await transaction.pipeline(one)
        return try await transaction.finish(one, one).0 + a
    }
    #expect(y == 2)
    #expect(database.roundTrips == 3)
    await database.close()
}
