import Postgres
import TestHarness
import Testing

@Suite("The largest result")
struct ResultLimitTests {
    /// Rows of a thousand bytes each.
    private static func rows(_ count: Int) -> Query<Int> {
        Query(SQL("rows", "SELECT repeat('x', 1000) FROM generate_series(1, $1::bigint)"), [.integer(count)]) {
            $0.count
        }
    }

    private static func bytes(of count: Int) async throws -> Int {
        try await withDatabase { database, _ async throws in
            let statement = rows(count).statement
            return try await database.pipeline(Query<Int>(statement.sql, statement.values) { $0.byteCount })
        }
    }

    @Test("is taken in, and refused when it occupies one byte more than it may")
    func atTheLimit() async throws {
        let bytes = try await Self.bytes(of: 500)
        #expect(bytes > 500_000)
        try await withDatabase({ $0.maximumResultBytes = bytes }) { database, _ async throws in
            #expect(try await database.pipeline(Self.rows(500)) == 500)
        }
        try await withDatabase({ $0.maximumResultBytes = bytes - 1 }) { database, _ async throws in
            let error = await failure { try await database.pipeline(Self.rows(500)) }
            #expect(error?.code == .resultTooLarge)
            #expect(error?.isTransient == false)
        }
    }

    @Test("holds for the results of a round trip together")
    func together() async throws {
        let bytes = try await Self.bytes(of: 500)
        try await withDatabase({ $0.maximumResultBytes = 2 * bytes - 1 }) { database, _ async throws in
            let error = await failure { try await database.pipeline(Self.rows(500), Self.rows(500)) }
            #expect(error?.code == .resultTooLarge)
            #expect(try await database.pipeline(Self.rows(500)) == 500)
        }
    }

    /// Without a look at what arrives, either would run into its deadline, and take the memory meanwhile.
    @Test(
        "ends a result that would never end, in many rows or in a large one",
        arguments: [
            "SELECT repeat('x', 1000) FROM (SELECT generate_series(1, 1000000000)) s",
            "SELECT repeat('x', 30000000) FROM generate_series(1, 1000)",
        ], [Sharing.exclusive, .shared])
    func endless(sql: String, sharing: Sharing) async throws {
        try await withDatabase({
            $0.maximumResultBytes = 1 << 20
            $0.sharedConnections = 1
            $0.maximumConnections = 1
            $0.operationTimeout = .seconds(30)
        }) { database, _ async throws in
            let error = await failure {
                try await database.pipeline(sharing: sharing, Query<Void>(SQL(unnamed: sql)))
            }
            #expect(error?.code == .resultTooLarge)
            #expect(try await database.pipeline(sharing: sharing, Queries.one) == 1)
        }
    }

    @Test("of one unit does no harm to the others on its connection")
    func neighbours() async throws {
        let bytes = try await Self.bytes(of: 500)
        try await withDatabase({
            $0.maximumResultBytes = bytes - 1
            $0.sharedConnections = 1
        }) { database, _ async throws in
            await withTaskGroup(of: (Bool, DatabaseError?).self) { group in
                for number in 0..<60 {
                    let isLarge = number % 6 == 1
                    group.addTask {
                        let error = await failure {
                            let answer = try await database.pipeline(sharing: .shared, Self.rows(isLarge ? 500 : 1))
                            #expect(answer == 1)
                        }
                        return (isLarge, error)
                    }
                }
                for await (isLarge, error) in group { #expect(error?.code == (isLarge ? .resultTooLarge : nil)) }
            }
        }
    }
}

@Suite("Units share connections")
struct ShortQueryTests {
    @Test("when all of their queries are short, and only then")
    func allShort() async throws {
        try await withDatabase({
            $0.maximumConnections = 1
            $0.sharedConnections = 1
        }) { database, _ async throws in
            let exclusive = try await database.pipeline(sharing: .exclusive, Queries.backend)
            // As long as none is open for them, shared units take the other.
            let isOpen = try await eventually {
                try await database.pipeline(sharing: .shared, Queries.backend) != exclusive
            }
            #expect(isOpen)
            let shared = try await database.pipeline(sharing: .shared, Queries.backend)
            #expect(try await database.pipeline(Queries.backend) == exclusive)
            #expect(try await database.pipeline(Queries.backend.short) == shared)
            #expect(try await database.pipeline(Queries.backend.short.map { $0 }, Queries.one.short).0 == shared)
            #expect(try await database.pipeline(Queries.backend.short, Queries.one).0 == exclusive)
            #expect(try await database.pipeline([Queries.backend.short, Queries.one]).first == exclusive)
            #expect(try await database.pipeline([Queries.backend.short, Queries.one.short]).first == shared)
        }
    }
}
