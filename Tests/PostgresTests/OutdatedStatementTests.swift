import Postgres
import TestHarness
import Testing

@Suite("A statement that was prepared before something changed")
struct OutdatedStatementTests {
    private static let all = Query<[String]>.all(SQL("items.everything", "SELECT i.* FROM items i")) {
        try $0.decode(0)
    }

    @Test("is prepared anew, and whoever asked does not notice", arguments: [Sharing.shared, .exclusive])
    func changedResult(sharing: Sharing) async throws {
        try await withDatabase({ $0.maximumConnections = 2 }) { database, test in
            try await database.pipeline(Queries.createItems)
            try await database.pipeline(Queries.insert("a"))
            // On both connections of the one kind, or on those that there are of the other.
            async let sleeping: Void = database.pipeline(Queries.sleep(0.1))
            #expect(try await database.pipeline(sharing: sharing, Self.all) == ["a"])
            try await sleeping
            #expect(try await database.pipeline(sharing: sharing, Self.all) == ["a"])
            try await test.connected(as: .superuser) { other in
                try await other.pipeline(Query<Void>(SQL(unnamed: "ALTER TABLE items ADD colour text")))
            }
            #expect(try await database.pipeline(sharing: sharing, Self.all) == ["a"])
            let inside = try await database.transaction { try await $0.finish(Self.all) }
            #expect(inside == ["a"])
        }
    }

    @Test("is prepared anew where its name is gone")
    func forgotten() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            #expect(try await database.pipeline(Queries.one) == 1)
            try await database.pipeline(Query<Void>(SQL(unnamed: "DEALLOCATE ALL")))
            #expect(try await database.pipeline(Queries.one) == 1)
        }
    }

    @Test("is not taken for outdated where something is simply not supported")
    func notSupported() async throws {
        try await withDatabase { database, _ in
            let query = Query<Void>(SQL(unnamed: "CREATE TABLE t (a int) PARTITION BY LIST (a, a)"))
            let trips = database.roundTrips
            let error = await failure { try await database.pipeline(query) }
            #expect(error != nil && database.roundTrips == trips + 1)
        }
    }
}
