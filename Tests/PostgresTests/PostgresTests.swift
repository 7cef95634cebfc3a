import Postgres
import TestHarness
import Testing

@Test func smoke() async throws {
    try await TestDatabase.with { test in
        try await test.connected(as: .owner) { database in
            let one = Query<Int>.one(SQL("one", "SELECT 1"), []) { try $0.decode(0) }
            let x: (Int, Int) = try await database.pipeline(one, one)
            #expect(x == (1, 1))
            let y = try await database.transaction { transaction in
                let a = try await transaction.pipeline(one)
                return try await transaction.finish(one, one).0 + a
            }
            #expect(y == 2)
            #expect(database.roundTrips == 2 + 1)
        }
    }
}
@Test func cluster() async throws {
    try await TestCluster.with { cluster in
        let database = Database(configuration: .init(url: cluster.url))
        let one = Query<Int>.one(SQL("one", "SELECT 1"), []) { try $0.decode(0) }
        #expect(try await database.pipeline(one) == 1)
        try cluster.kill()
        try await cluster.start()
        await database.close()
    }
}
