import Postgres
import TestHarness
import Testing

@Suite("A transaction")
struct TransactionTests {
    @Test("that reads, decides and writes is two round trips")
    func twoRoundTrips() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let before = database.roundTrips
            try await database.transaction { transaction in
                let count = try await transaction.pipeline(Queries.count, Queries.one).0
                try await transaction.finish(Queries.insert("item \(count)"), Queries.insert("other"))
            }
            #expect(database.roundTrips - before == 2)
            #expect(try await database.pipeline(Queries.count) == 2)
        }
    }

    @Test("that is not finished by its closure is committed in a round trip of its own")
    func implicitCommit() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let before = database.roundTrips
            try await database.transaction { try await $0.pipeline(Queries.insert("a")) }
            #expect(database.roundTrips - before == 2)
            #expect(try await database.pipeline(Queries.count) == 1)
        }
    }

    @Test("that sends nothing is no round trip")
    func nothing() async throws {
        try await withDatabase { database, _ async throws in
            #expect(try await database.transaction { _ in 7 } == 7)
            #expect(database.roundTrips == 0)
        }
    }

    @Test("finished at once is a single round trip")
    func finishOnly() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let before = database.roundTrips
            try await database.transaction { transaction in
                try await transaction.finish([Statement(SQL(unnamed: "INSERT INTO items VALUES ('a')"))])
            }
            #expect(database.roundTrips - before == 1)
            #expect(try await database.pipeline(Queries.count) == 1)
        }
    }

    private struct Refusal: Error {}

    @Test("whose closure throws is rolled back, and its connection is used again")
    func rollback() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            try await database.pipeline(Queries.createItems)
            let backend = try await database.pipeline(Queries.backend)
            await #expect(throws: Refusal.self) {
                try await database.transaction { transaction in
                    try await transaction.pipeline(Queries.insert("a"))
                    throw Refusal()
                }
            }
            #expect(try await database.pipeline(Queries.count) == 0)
            #expect(try await database.pipeline(Queries.backend) == backend)
        }
    }

    @Test("that PostgreSQL refuses is rolled back, and its connection is used again", arguments: [false, true])
    func refused(inLastTrip: Bool) async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            try await database.pipeline(Queries.createItems)
            let backend = try await database.pipeline(Queries.backend)
            let error = await failure {
                try await database.transaction { transaction in
                    try await transaction.pipeline(Queries.insert("a"))
                    if inLastTrip {
                        try await transaction.finish(Queries.insert("a"))
                    } else {
                        try await transaction.pipeline(Queries.insert("a"))
                    }
                }
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(try await database.pipeline(Queries.count) == 0)
            #expect(try await database.pipeline(Queries.backend) == backend)
        }
    }

    @Test("that swallows an error is not taken for committed")
    func swallowedError() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let error = await failure {
                try await database.transaction { transaction in
                    try await transaction.pipeline(Queries.insert("a"))
                    try? await transaction.pipeline(Queries.divideByZero)
                }
            }
            #expect(error?.sqlState == .inFailedTransaction)
            #expect(try await database.pipeline(Queries.count) == 0)
        }
    }

    @Test("that swallows the error of its last round trip is not taken for committed either")
    func swallowedLastError() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            let error = await failure {
                try await database.transaction { transaction in
                    try await transaction.pipeline(Queries.insert("a"))
                    try? await transaction.finish(Queries.divideByZero)
                }
            }
            #expect(error?.sqlState?.rawValue == "22012")
            #expect(try await database.pipeline(Queries.count) == 0)
        }
    }

    @Test("goes on after a value that could not be sent")
    func unsendable() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            try await database.transaction { transaction in
                let error = await failure { try await transaction.pipeline(Queries.insert("\0")) }
                #expect(error?.code == .encoding)
                try await transaction.finish(Queries.insert("a"))
            }
            #expect(try await database.pipeline(Queries.count) == 1)
        }
    }

    private static let conflict = Query<Void>(
        SQL(unnamed: "DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$"))

    @Test("is tried three times in all where it conflicts with others", arguments: [0, 2, 3])
    func retries(conflicts: Int) async throws {
        try await withDatabase { database, _ in
            var attempts = 0
            let error = await failure {
                try await database.transaction { transaction in
                    attempts += 1
                    try await transaction.pipeline(Queries.one)
                    if attempts <= conflicts { try await transaction.finish(Self.conflict) }
                }
            }
            #expect(attempts == min(conflicts + 1, 3))
            #expect(error?.sqlState == (conflicts == 3 ? .serializationFailure : nil))
        }
    }

    @Test("that waits for another which waits for it: both are done in the end")
    func deadlock() async throws {
        try await withDatabase { database, _ in
            try await database.pipeline(Queries.createItems)
            try await database.pipeline(Queries.insert("a"), Queries.insert("b"))
            let lock = { @Sendable (name: String) in
                Query<Void>(SQL("lock", "SELECT 1 FROM items WHERE name = $1 FOR UPDATE"), [.text(name)])
            }
            let holders = Tally()
            let attempts = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for names in [("a", "b"), ("b", "a")] {
                    group.addTask {
                        try await database.transaction { transaction in
                            attempts.add()
                            try await transaction.pipeline(lock(names.0))
                            holders.add()
                            _ = await eventually { holders.count >= 2 }
                            try await transaction.finish(lock(names.1))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(attempts.count == 3)
        }
    }

    @Test("keeps its connection no longer than its deadline, even when its closure hangs")
    func hangingClosure() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            let error = await failure {
                try await database.before(.now + .milliseconds(200)).transaction { transaction in
                    try await transaction.pipeline(Queries.one)
                    // The only connection becomes free while this closure still runs.
                    #expect(try await database.pipeline(Queries.one) == 1)
                    try await transaction.pipeline(Queries.one)
                }
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }
}
