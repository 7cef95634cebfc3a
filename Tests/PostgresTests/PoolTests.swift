import Postgres
import TestHarness
import Testing

@Suite("The pool")
struct PoolTests {
    @Test("runs a thousand units at once through four connections", arguments: [Sharing.exclusive, .shared])
    func thousand(sharing: Sharing) async throws {
        try await withDatabase({
            $0.maximumConnections = 4
            $0.sharedConnections = 2
        }) { database, _ in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<1_000 {
                    let echo = Query<Int>.one(SQL("echo", "SELECT $1::int"), [.integer(number)]) { try $0.decode(0) }
                    group.addTask {
                        let answer = try await database.pipeline(sharing: sharing, Queries.backend, echo)
                        #expect(answer.1 == number)
                        return answer.1
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 499_500)
            let connections = Query<Int>.one(
                SQL(unnamed: "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            ) { try $0.decode(0) }
            #expect(try await database.pipeline(connections) <= (sharing == .exclusive ? 4 : 3))
        }
    }

    @Test("lets so many units wait as it may, and refuses one more")
    func queueLimit() async throws {
        try await withDatabase({
            $0.maximumConnections = 1
            $0.queueLimit = 3
        }) { database, _ in
            _ = try await database.pipeline(Queries.one)
            try await database.transaction { transaction in
                _ = try await transaction.pipeline(Queries.one)
                // Holds the only connection, so three may wait and the fourth is refused.
                await withTaskGroup(of: DatabaseError?.self) { group in
                    for _ in 0..<4 { group.addTask { await failure { _ = try await database.pipeline(Queries.one) } } }
                    #expect(await group.next()??.code == .queueFull)
                    try? await transaction.finish()
                    for await error in group { #expect(error == nil) }
                }
            }
        }
    }

    @Test("gives up a unit at its deadline: while it waits, and while its answer is outstanding")
    func deadlines() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ async throws in
            let start = ContinuousClock.now
            async let running = failure {
                try await database.before(start + .milliseconds(400)).pipeline(Queries.sleep(30))
            }
            async let waiting = failure {
                try await database.before(start + .milliseconds(200)).pipeline(Queries.one)
            }
            #expect(await waiting?.code == .deadlineExceeded)
            #expect(await running?.code == .deadlineExceeded)
            #expect(start.duration(to: .now) < .seconds(30))
            #expect(try await database.pipeline(Queries.one) == 1)
        }
    }

    @Test("does not begin what is already too late")
    func passedDeadline() async throws {
        try await withDatabase { database, _ in
            let error = await failure { _ = try await database.before(.now).pipeline(Queries.one) }
            #expect(error?.code == .deadlineExceeded)
            #expect(database.roundTrips == 0)
        }
    }

    @Test("ends the unit of a cancelled task at once, and the statement on the server soon")
    func cancellation() async throws {
        // As a role whose sessions notice that their client is gone.
        try await withDatabase(as: .app, { $0.maximumConnections = 2 }) { database, _ async throws in
            let task = Task { await failure { try await database.pipeline(Queries.sleep(60)) } }
            let sleeping = Query<Int>.one(
                SQL(unnamed: "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            ) { try $0.decode(0) }
            #expect(try await eventually { try await database.pipeline(sleeping) == 1 })
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            #expect(try await eventually { try await database.pipeline(sleeping) == 0 })
        }
    }

    @Test("ends the unit of a task that is cancelled while it waits, and nobody else's")
    func cancellationInQueue() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, _ in
            try await database.transaction { transaction in
                _ = try await transaction.pipeline(Queries.one)
                let cancelled = Task { await failure { _ = try await database.pipeline(Queries.one) } }
                let patient = Task { await failure { _ = try await database.pipeline(Queries.one) } }
                cancelled.cancel()
                #expect(await cancelled.value?.code == .cancelled)
                try await transaction.finish()
                #expect(await patient.value == nil)
            }
        }
    }

    @Test("throws away a connection whose backend was ended, and goes on with a new one")
    func terminatedBackend() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, test in
            let backend = try await database.pipeline(Queries.backend)
            try await test.connected(as: .superuser) { try await $0.pipeline(Queries.terminate(backend)) }
            #expect(try await database.pipeline(Queries.backend) != backend)
        }
    }

    @Test("tells a unit whose backend was ended under it, and goes on with a new connection")
    func terminatedUnit() async throws {
        try await withDatabase({ $0.maximumConnections = 1 }) { database, test in
            let backend = try await database.pipeline(Queries.backend)
            async let error = failure { try await database.pipeline(Queries.sleep(60)) }
            try await test.connected(as: .superuser) { try await $0.pipeline(Queries.terminate(backend)) }
            let seen = await error
            #expect(seen?.code == .server(.adminShutdown) || seen?.code == .connectionLost)
            #expect(seen?.isTransient == true)
            #expect(try await database.pipeline(Queries.backend) != backend)
        }
    }

    @Test("throws away every connection when the server turns out to be read only")
    func readOnly() async throws {
        try await withDatabase({ $0.maximumConnections = 2 }) { database, _ in
            try await database.pipeline(Queries.createItems)
            let backend = try await database.pipeline(Queries.backend)
            let readOnly = Query<Void>(SQL(unnamed: "SET default_transaction_read_only = on"))
            try await database.pipeline(readOnly)
            let error = await failure { try await database.pipeline(Queries.insert("a")) }
            #expect(error?.sqlState == .readOnlyTransaction)
            #expect(error?.isTransient == true)
            #expect(try await database.pipeline(Queries.backend) != backend)
            try await database.pipeline(Queries.insert("a"))
        }
    }

    @Test("says that it is unavailable when nobody listens, and at once while it backs off")
    func unreachable() async throws {
        var configuration = Database.Configuration(url: "postgresql://postgres@127.0.0.1:1/postgres")
        configuration.operationTimeout = .seconds(30)
        let database = Database(configuration: configuration)
        for sharing in [Sharing.exclusive, .shared, .exclusive] {
            let start = ContinuousClock.now
            let error = await failure { _ = try await database.pipeline(sharing: sharing, Queries.one) }
            #expect(error?.code == .unavailable)
            #expect(start.duration(to: .now) < .seconds(9))
        }
        await database.close()
    }

    @Test("refuses work when it is closed")
    func closed() async throws {
        try await withDatabase { database, _ in
            _ = try await database.pipeline(Queries.one)
            await database.close()
            let error = await failure { _ = try await database.pipeline(Queries.one) }
            #expect(error?.code == .unavailable)
        }
    }

    @Test("closes what has not been used for a while")
    func idleLifetime() async throws {
        try await withDatabase({ $0.idleLifetime = .milliseconds(50) }) { database, test in
            let backend = try await database.pipeline(Queries.backend)
            try await test.connected(as: .superuser) { other async throws in
                let isThere = Query<Bool>.one(
                    SQL(unnamed: "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1::int)"),
                    [.integer(backend)]
                ) { try $0.decode(0) }
                #expect(try await eventually { try await !other.pipeline(isThere) })
            }
        }
    }
}
