import Lifecycle
import Postgres
import TestHarness
import Testing

/// One at a time: each has a PostgreSQL of its own, which takes its share of the machine.
@Suite("A database whose server fails", .serialized)
struct RecoveryTests {
    /// Lends a pool on a server that may be killed.
    private func withCluster(
        _ configure: (inout Database.Configuration) -> Void = { _ in },
        _ body: (Database, TestCluster) async throws -> Void
    ) async throws {
        try await TestCluster.with { cluster in
            var configuration = Database.Configuration(url: cluster.url)
            configuration.connectTimeout = .milliseconds(500)
            configure(&configuration)
            let database = Database(configuration: configuration)
            try await body(database, cluster)
            await database.close()
        }
    }

    private func works(_ database: Database, _ sharing: Sharing) async -> Bool {
        await failure { try await database.pipeline(sharing: sharing, Queries.one) } == nil
    }

    @Test("refuses meanwhile and recovers by itself, whether it is killed or stopped", arguments: [true, false])
    func restart(kills: Bool) async throws {
        try await withCluster { database, cluster in
            for sharing in [Sharing.exclusive, .shared] { try await database.pipeline(sharing: sharing, Queries.one) }
            async let interrupted = failure { try await database.pipeline(Queries.sleep(60)) }
            async let held = failure {
                try await database.transaction { transaction in
                    try await transaction.pipeline(Queries.one)
                    try await transaction.finish(Queries.sleep(60))
                }
            }
            try await waitForSleepers(database, count: 2)
            if kills { try cluster.kill() } else { try await cluster.stop() }
            #expect(await interrupted?.isTransient == true)
            #expect(await held?.isTransient == true)
            for sharing in [Sharing.exclusive, .shared] {
                let start = ContinuousClock.now
                let error = await failure { try await database.pipeline(sharing: sharing, Queries.one) }
                #expect(error?.isTransient == true)
                #expect(start.duration(to: .now) < .seconds(9))
            }
            try await cluster.start()
            // At most one back-off later, which is a second.
            for sharing in [Sharing.exclusive, .shared] {
                #expect(await eventually(within: .seconds(2)) { await works(database, sharing) })
            }
        }
    }

    private func waitForSleepers(_ database: Database, count: Int) async throws {
        let sleeping = Query<Int>.one(
            SQL(unnamed: "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
        ) { try $0.decode(0) }
        let isReady = try await eventually { try await database.pipeline(sleeping) == count }
        #expect(isReady)
    }

    @Test("answers by its deadlines while the server is frozen, and works again after it")
    func freeze() async throws {
        try await withCluster { database, cluster in
            for sharing in [Sharing.exclusive, .shared] { try await database.pipeline(sharing: sharing, Queries.one) }
            try cluster.freeze()
            await withTaskGroup(of: (DatabaseError?, Duration).self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let start = ContinuousClock.now
                        let error = await failure {
                            try await database.before(start + .seconds(1)).pipeline(
                                sharing: number.isMultiple(of: 2) ? .shared : .exclusive, Queries.one)
                        }
                        return (error, start.duration(to: .now))
                    }
                }
                for await (error, duration) in group {
                    #expect(error?.isTransient == true)
                    #expect(duration < .seconds(9))
                }
            }
            try cluster.thaw()
            for sharing in [Sharing.exclusive, .shared] {
                #expect(await eventually(within: .seconds(5)) { await works(database, sharing) })
            }
        }
    }

    @Test("keeps listening: it says when it is connected again")
    func listening() async throws {
        try await withCluster { database, cluster in
            let (events, continuation) = AsyncStream<Listener.Event>.makeStream()
            let listener = Listener(channels: ["Work \"1\""], configuration: .init(url: cluster.url)) {
                continuation.yield($0)
            }
            let shutdown = Shutdown()
            async let running: Void = listener.run(until: shutdown)
            var received = events.makeAsyncIterator()
            #expect(await received.next() == .connected)
            let notify = Query<Void>(SQL(unnamed: "SELECT pg_notify('Work \"1\"', 'seven')"))
            try await database.pipeline(notify)
            guard case .notification(let notification) = await received.next() else {
                Issue.record("no notification")
                return
            }
            #expect(notification.channel == "Work \"1\"" && notification.payload == "seven")
            try cluster.kill()
            try await cluster.start()
            let restarted = ContinuousClock.now
            #expect(await received.next() == .connected)
            #expect(restarted.duration(to: .now) < .seconds(15))
            shutdown.request()
            try await running
        }
    }

    @Test("has a service that keeps connections from its start to its end")
    func service() async throws {
        try await withCluster({ $0.minimumConnections = 3 }) { database, cluster in
            let shutdown = Shutdown()
            let service = database.service
            async let running: Void = service.run(until: shutdown)
            let observer = Database(configuration: .init(url: cluster.url))
            let count = Query<Int>.one(
                SQL(
                    unnamed:
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'muster' AND pid <> pg_backend_pid()"
                )
            ) { try $0.decode(0) }
            let isOpen = try await eventually { try await observer.pipeline(count) == 4 }
            #expect(isOpen, "and one for shared units")
            shutdown.request()
            try await running
            #expect(try await eventually { try await observer.pipeline(count) == 0 })
            await observer.close()
        }
    }
}
