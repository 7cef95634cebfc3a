import Postgres
import TestHarness
import Testing

@Suite("Shared units")
struct SharingTests {
    @Test("do not disturb one another when one of them fails")
    func errorInTheMiddle() async throws {
        try await withDatabase({ $0.sharedConnections = 1 }) { database, _ in
            await withTaskGroup(of: (Int, DatabaseError?).self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let error = await failure {
                            if number % 3 == 1 {
                                try await database.pipeline(sharing: .shared, Queries.divideByZero)
                            } else {
                                _ = try await database.pipeline(sharing: .shared, Queries.one, Queries.backend)
                            }
                        }
                        return (number, error)
                    }
                }
                for await (number, error) in group { #expect((error != nil) == (number % 3 == 1)) }
            }
        }
    }

    @Test("ride on the same connection while answers are outstanding")
    func oneConnection() async throws {
        try await withDatabase({ $0.sharedConnections = 1 }) { database, _ in
            let backends = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await database.pipeline(sharing: .shared, Queries.backend) } }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(backends.count == 1)
        }
    }

    @Test("of a connection that stalls: the one past its deadline fails, those behind it are answered elsewhere")
    func stalledConnection() async throws {
        try await withDatabase({ $0.sharedConnections = 1 }) { database, _ in
            let first = try await database.pipeline(sharing: .shared, Queries.backend)
            async let slow = failure {
                try await database.before(.now + .milliseconds(300)).pipeline(sharing: .shared, Queries.sleep(30))
            }
            let sleeping = Query<Int>.one(
                SQL(unnamed: "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            ) { try $0.decode(0) }
            #expect(try await eventually { try await database.pipeline(sleeping) > 0 })
            let second = try await database.pipeline(sharing: .shared, Queries.backend)
            #expect(await slow?.code == .deadlineExceeded)
            #expect(second != first)
        }
    }

    @Test("wait when the connection owes as many answers as it may, and are refused one past the queue")
    func outstandingLimit() async throws {
        try await withDatabase({
            $0.sharedConnections = 1
            $0.maximumSharedUnits = 2
            $0.queueLimit = 1
        }) { database, _ in
            _ = try await database.pipeline(sharing: .shared, Queries.one)
            let errors = await withTaskGroup(of: DatabaseError?.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        await failure { try await database.pipeline(sharing: .shared, Queries.sleep(0.2)) }
                    }
                }
                return await group.reduce(into: [DatabaseError?]()) { $0.append($1) }
            }
            #expect(errors.compactMap { $0?.code } == [.queueFull])
        }
    }

    @Test("have connections of their own kind only where that is configured")
    func noSharing() async throws {
        try await withDatabase({
            $0.sharedConnections = 0
            $0.maximumConnections = 1
        }) { database, _ in
            let exclusive = try await database.pipeline(Queries.backend)
            #expect(try await database.pipeline(sharing: .shared, Queries.backend) == exclusive)
        }
    }
}
