import FoundationEssentials
import Postgres
import Testing

@testable import Jobs

@Suite struct ClaimTests {
    @Test("Jobs of one key are claimed one after the other, whether done, tried again, or given up")
    func order() async throws {
        try await TestQueue.with { queue in
            let ids = try await queue.enqueue(UUID(), (0..<4).map { _ in .sample() })
            let first = try await queue.claim()
            #expect(first.map(\.id) == [ids[0]])
            #expect(try await queue.claim().isEmpty, "the second waits for the first")

            try await queue.tell(first[0], Jobs.retry(first[0], after: .seconds(3600), error: "again"))
            #expect(try await queue.claim().isEmpty, "a job that waits to be tried again holds up those behind it")
            try await queue.makeDue()
            let again = try await queue.claim()
            #expect(again.map(\.id) == [ids[0]] && again[0].attempt == 2)

            try await queue.tell(again[0], Jobs.bury(again[0], error: "never"))
            let second = try await queue.claim()
            #expect(second.map(\.id) == [ids[1]], "a dead one holds up nobody")
            try await queue.tell(second[0], Jobs.complete(second[0]))
            #expect(try await queue.claim().map(\.id) == [ids[2]])
        }
    }

    @Test("Other keys and other tenants wait for nobody")
    func independence() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample("a"), .sample("a"), .sample("b")])
            try await queue.enqueue(UUID(), [.sample("a")])
            #expect(try await queue.claim().count == 3)
        }
    }

    @Test("A job that staff queue again waits while a later one of its key runs")
    func staffQueueAgain() async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            try await queue.enqueue(tenant, [.sample(), .sample()])
            let first = try await queue.claim()[0]
            try await queue.tell(first, Jobs.bury(first, error: "no"))
            let second = try await queue.claim()[0]
            #expect(try await queue.ask(tenant, Jobs.retryDead(first.id)))
            #expect(try await queue.claim().isEmpty)
            try await queue.tell(second, Jobs.complete(second))
            let again = try await queue.claim()
            #expect(again.map(\.id) == [first.id] && again[0].attempt == 1)
        }
    }

    @Test("The database itself refuses to let two jobs of one key run")
    func invariant() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample(), .sample()])
            let error = await #expect(throws: DatabaseError.self) {
                try await queue.change(
                    "UPDATE muster.jobs SET state = 'running', run_id = gen_random_uuid(), lease_until = now()")
            }
            #expect(error?.constraint == "jobs_running_key")
        }
    }

    @Test("Workers that claim at the same time never get the same job")
    func disjoint() async throws {
        try await TestQueue.with { queue in
            for _ in 0..<4 { try await queue.enqueue(UUID(), (0..<50).map { .sample("\($0)") }) }
            let claims = try await withThrowingTaskGroup(of: [Claim].self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        var all: [Claim] = []
                        for _ in 0..<20 { all += try await queue.claim(7, as: "worker \(worker)", behind: UUID()) }
                        return all
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(claims.map(\.id)).count == claims.count)
            let rest = try await queue.claim(200, perTenant: 200)
            #expect(claims.count + rest.count == 200)
        }
    }

    @Test("A worker has only so many jobs of a tenant at once")
    func perTenant() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), (0..<10).map { .sample("\($0)") })
            #expect(try await queue.claim(10, perTenant: 3).count == 3)
            #expect(try await queue.claim(10, perTenant: 3).isEmpty)
            #expect(try await queue.claim(10, perTenant: 4).count == 1)
            #expect(try await queue.claim(10, perTenant: 3, as: "another").count == 3)
        }
    }

    @Test("Lanes know nothing of one another")
    func lanes() async throws {
        try await TestQueue.with { queue in
            let slow = JobLane(rawValue: "slow")
            try await queue.enqueue(UUID(), [NewJob(kind: .sample, lane: slow, orderingKey: "a"), .sample("b")])
            #expect(try await queue.claim().count == 1)
            #expect(try await queue.claim(lane: slow).count == 1)
        }
    }

    @Test("Only an offboarded tenant's jobs stop, and people can see why", arguments: ["suspended", "offboarded"])
    func tenantStatus(status: String) async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            try await queue.change(
                "INSERT INTO muster.tenants (id, instance_number, client, status) VALUES ($1, 1, 'acme', $2)",
                [.uuid(tenant), .text(status)])
            let other = UUID()
            try await queue.enqueue(tenant, [.sample()])
            try await queue.enqueue(other, [.sample()])
            let claimed = try await queue.claim().map(\.tenant)
            guard status == "offboarded" else { return #expect(Set(claimed) == [tenant, other]) }
            #expect(claimed == [other])
            let held = try await queue.ask(tenant, Jobs.list(state: .held, limit: 10))
            #expect(held.map(\.lastError) == ["the tenant is offboarded"])
            let id = try #require(held.first?.id)
            #expect(try await queue.ask(tenant, Jobs.discard(id)))
        }
    }

    @Test("Neither the server nor staff can claim")
    func roles() async throws {
        try await TestQueue.with { queue in
            for database in [queue.app, queue.admin] {
                let error = await #expect(throws: DatabaseError.self) {
                    try await database.pipeline(Jobs.claim(.init(), wanted: 1, behind: .lowest))
                }
                #expect(error?.sqlState == .insufficientPrivilege)
            }
        }
    }
}
