import FoundationEssentials
import Postgres
import Testing

@testable import Jobs

@Suite struct StaffTests {
    @Test("A held job waits until staff discard it")
    func held() async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            let ids = try await queue.enqueue(tenant, [.sample("a", hold: UUID())])
            #expect(try await queue.claim().isEmpty)
            #expect(try await queue.ask(tenant, Jobs.discard(ids[0])))
            let finished = try await queue.ask(tenant, Jobs.showFinished(ids[0]))
            #expect(finished?.outcome == .discarded && finished?.attempts == 0)
        }
    }

    @Test("A dead job can be queued again with all its attempts, or discarded; a running one is left alone")
    func dead() async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            let ids = try await queue.enqueue(tenant, [.sample("a"), .sample("b"), .sample("c")])
            let claims = try await queue.claim().sorted { $0.id < $1.id }
            for claim in claims.prefix(2) { try await queue.tell(claim, Jobs.bury(claim, error: "no")) }
            #expect(try await !queue.ask(tenant, Jobs.discard(ids[2])))
            #expect(try await !queue.ask(tenant, Jobs.retryDead(ids[2])))
            #expect(try await !queue.ask(UUID(), Jobs.retryDead(ids[0])), "another tenant's job")
            #expect(try await queue.ask(tenant, Jobs.retryDead(ids[0])))
            #expect(try await queue.ask(tenant, Jobs.discard(ids[1])))
            #expect(try await queue.ask(tenant, Jobs.show(ids[0]))?.state == .queued)
            #expect(try await queue.ask(tenant, Jobs.show(ids[0]))?.attempts == 0)
            #expect(try await queue.ask(tenant, Jobs.show(ids[1])) == nil)
            #expect(try await queue.ask(tenant, Jobs.showFinished(ids[1]))?.lastError == "no")
        }
    }

    @Test("Jobs are listed by state, a page at a time", arguments: JobState.allCases)
    func list(state: JobState) async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            try await fill(queue, tenant)
            let all = try await queue.ask(tenant, Jobs.list(state: state, limit: 10))
            #expect(all.count == 2 && all.allSatisfy { $0.state == state })
            let first = try await queue.ask(tenant, Jobs.list(state: state, limit: 1))
            #expect(first.map(\.id) == [all[0].id])
            let second = try await queue.ask(tenant, Jobs.list(state: state, limit: 10, after: all[0].id))
            #expect(second.map(\.id) == [all[1].id])
            #expect(try await queue.ask(UUID(), Jobs.list(state: state, limit: 10)).isEmpty)
        }
    }

    @Test("Staff see what is dead or held in all tenants", arguments: [JobState.dead, .held])
    func allTenants(state: JobState) async throws {
        try await TestQueue.with { queue in
            let tenants = [UUID(), UUID()]
            for tenant in tenants { try await fill(queue, tenant) }
            let all = try await queue.admin.pipeline(Jobs.listOfAllTenants(state: state, limit: 10))
            #expect(all.count == 4 && Set(all.map(\.tenant)) == Set(tenants) && all.allSatisfy { $0.state == state })
            let rest = try await queue.admin.pipeline(
                Jobs.listOfAllTenants(state: state, limit: 10, after: (all[2].tenant, all[2].id)))
            #expect(rest.map(\.id) == [all[3].id])
            let error = await #expect(throws: DatabaseError.self) {
                try await queue.app.pipeline(Jobs.listOfAllTenants(state: state, limit: 1))
            }
            #expect(error?.sqlState == .insufficientPrivilege)
        }
    }

    /// Two jobs in each state.
    private func fill(_ queue: TestQueue, _ tenant: UUID) async throws {
        let later = Date.now.addingTimeInterval(3600)
        try await queue.enqueue(
            tenant,
            [.sample("a"), .sample("b"), .sample("c"), .sample("d")]
                + [.sample("e", runAt: later), .sample("f", runAt: later), .sample("g", hold: UUID())]
                + [.sample("h", hold: UUID())])
        let claims = try await queue.claim().sorted { $0.id < $1.id }
        for claim in claims.prefix(2) { try await queue.tell(claim, Jobs.bury(claim, error: "no")) }
    }
}
