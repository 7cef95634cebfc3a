import Observability
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

    private static let sleepers = Query<Int>.one(
        SQL(unnamed: "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
    ) { try $0.decode(0) }

    @Test("past their deadline fail alone: the connection stays, and answers those behind")
    func overdue() async throws {
        try await withDatabase({ $0.sharedConnections = 1 }) { database, _ in
            let first = try await database.pipeline(sharing: .shared, Queries.backend)
            async let slow = failure {
                try await database.before(.now + .milliseconds(200)).pipeline(sharing: .shared, Queries.sleep(1))
            }
            #expect(try await eventually { try await database.pipeline(Self.sleepers) > 0 })
            let second = try await database.pipeline(sharing: .shared, Queries.backend)
            #expect(await slow?.code == .deadlineExceeded)
            #expect(second == first)
        }
    }

    @Test("of a connection that stalls: the one at its head goes on alone, those behind it are answered elsewhere")
    func stalledConnection() async throws {
        let metrics = Metrics()
        try await TestDatabase.withEmpty { test async throws in
            var configuration = Database.Configuration(url: test.url(as: .superuser))
            configuration.sharedConnections = 1
            configuration.stallLimit = .milliseconds(300)
            let database = Database(configuration: configuration, metrics: metrics)
            let first = try await database.pipeline(sharing: .shared, Queries.backend)
            async let slow = failure { try await database.pipeline(sharing: .shared, Queries.sleep(1)) }
            #expect(try await eventually { try await database.pipeline(Self.sleepers) > 0 })
            let second = try await database.pipeline(sharing: .shared, Queries.backend)
            #expect(second != first)
            #expect(await slow == nil, "it had time until its deadline")
            #expect(metrics.exposition().contains("muster_database_connections_stalled_total 1\n"))
            await database.close()
        }
    }

    @Test("a stream of overdue ones makes no connection anew", arguments: [Sharing.shared, .exclusive])
    func churn(sharing: Sharing) async throws {
        let metrics = Metrics()
        try await TestDatabase.withEmpty { test async throws in
            var configuration = Database.Configuration(url: test.url(as: .superuser))
            configuration.maximumConnections = 2
            configuration.sharedConnections = 1
            let database = Database(configuration: configuration, metrics: metrics)
            for number in 0..<20 {
                let task = Task {
                    await failure {
                        try await database.before(.now + .milliseconds(20)).pipeline(
                            sharing: sharing, Queries.sleep(0.05))
                    }
                }
                if number.isMultiple(of: 2) { task.cancel() }
                let code = await task.value?.code
                #expect(code == .deadlineExceeded || code == .cancelled)
            }
            #expect(try await database.pipeline(sharing: sharing, Queries.one) == 1)
            let opened = metrics.exposition().split(separator: "\n").first {
                $0.hasPrefix("muster_database_connections_opened_total ")
            }
            #expect(opened.flatMap { Int($0.split(separator: " ")[1]) }.map { $0 <= 3 } == true, "\(opened ?? "")")
            await database.close()
        }
    }

    @Test("are answered by the other connections where no shared one can be opened")
    func withoutShared() async throws {
        try await withDatabase({
            $0.maximumConnections = 2
            $0.sharedConnections = 1
        }) { database, test async throws in
            try await test.connected(as: .superuser) { superuser async throws in
                // Two connections are open and idle; a third is refused from now on.
                async let sleeping: Void = database.pipeline(Queries.sleep(0.3))
                try await database.pipeline(Queries.sleep(0.3))
                try await sleeping
                try await superuser.pipeline(
                    Query<Void>(
                        SQL(unnamed: "UPDATE pg_database SET datallowconn = false WHERE datname = '\(test.name)'")))
                for _ in 0..<20 {
                    #expect(try await database.pipeline(sharing: .shared, Queries.one) == 1)
                    #expect(try await database.pipeline(Queries.one) == 1)
                }
                try await superuser.pipeline(
                    Query<Void>(
                        SQL(unnamed: "UPDATE pg_database SET datallowconn = true WHERE datname = '\(test.name)'")))
            }
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
