import FoundationEssentials
import JSON
import Postgres
import Testing

@testable import Jobs

@Suite struct EnqueueTests {
    @Test("A thousand jobs are enqueued by one statement, and keep their order")
    func order() async throws {
        try await TestQueue.with { queue in
            let before = queue.app.roundTrips
            let ids = try await queue.enqueue(UUID(), (0..<1000).map { .sample("key \($0)") })
            #expect(queue.app.roundTrips == before + 1)
            #expect(ids.count == 1000 && ids == ids.sorted())
            let keys = try await queue.look("SELECT ordering_key FROM muster.jobs ORDER BY id")
            #expect(keys == (0..<1000).map { "key \($0)" })
        }
    }

    @Test("A claim carries everything that was enqueued")
    func everything() async throws {
        try await TestQueue.with { queue in
            let (tenant, subject) = (UUID(), UUID())
            let job = NewJob(
                kind: .sample, orderingKey: "ü", subject: subject, generation: .max,
                payload: ["a": ["b", 9_007_199_254_740_993, .null], "text": "\"\\ ü\n"], maximumAttempts: 3)
            let ids = try await queue.enqueue(tenant, [job])
            let claim = try #require(try await queue.claim().first)
            #expect(claim.tenant == tenant && claim.id == ids[0] && claim.kind == .sample)
            #expect(claim.subject == subject && claim.generation == .max && claim.payload == job.payload)
            #expect(claim.attempt == 1 && claim.maximumAttempts == 3)
        }
    }

    @Test("A job does not run before its time, nor while it is held, and no job is no statement too many")
    func later() async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            #expect(try await queue.enqueue(tenant, []).isEmpty)
            try await queue.enqueue(
                tenant, [.sample("a", runAt: .now.addingTimeInterval(3600)), .sample("b", hold: UUID())])
            #expect(try await queue.claim().isEmpty)
            #expect(try await queue.states() == ["queued", "held"])
        }
    }

    @Test(
        "What is at a limit is taken",
        arguments: [
            NewJob.sample(String(repeating: "k", count: 200)), .sample(maximumAttempts: 1),
            .sample(maximumAttempts: 1000), .sample(kind: JobKind(rawValue: String(repeating: "k", count: 63))),
            .sample(payload: largest),
        ])
    func atLimit(job: NewJob) async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [job])
            let claim = try #require(try await queue.claim().first)
            try await queue.tell(claim, Jobs.complete(claim))
        }
    }

    @Test(
        "What is one past a limit is refused by the database",
        arguments: [
            NewJob.sample(String(repeating: "k", count: 201)), .sample(""), .sample(maximumAttempts: 0),
            .sample(maximumAttempts: 1001), .sample(kind: JobKind(rawValue: String(repeating: "k", count: 64))),
            .sample(kind: JobKind(rawValue: "Kind")), .sample(payload: .array([largest, ""])),
        ])
    func pastLimit(job: NewJob) async throws {
        try await TestQueue.with { queue in
            let error = await #expect(throws: DatabaseError.self) { try await queue.enqueue(UUID(), [job]) }
            #expect(error?.sqlState == .checkViolation)
        }
    }

    @Test("A job that cannot be read takes none of the others with it, and is dead in the end")
    func unreadable() async throws {
        try await TestQueue.with { queue in
            let ids = try await queue.enqueue(UUID(), [.sample("a", maximumAttempts: 1), .sample("b")])
            try await queue.change("UPDATE muster.jobs SET payload = '1e400' WHERE id = \(ids[0])")
            let claims = try await queue.claim()
            #expect(claims.map(\.id) == [ids[1]])
            try await queue.tell(claims[0], Jobs.complete(claims[0]))
            try await queue.endLeases()
            _ = try await queue.claim()
            #expect(try await queue.states() == ["dead"])
        }
    }

    @Test("Nobody enqueues without a bound tenant, or for another one")
    func unbound() async throws {
        try await TestQueue.with { queue in
            let unbound = await #expect(throws: DatabaseError.self) {
                try await queue.app.pipeline(Jobs.enqueue([.sample()]))
            }
            #expect(unbound?.sqlState == .insufficientPrivilege || unbound?.sqlState == .notNullViolation)
        }
    }

    /// A text whose `jsonb`, with the 4 bytes of its own length and 8 of its container, has 65,536 bytes.
    private static let largest = JSON.string(String(repeating: "x", count: 65_536 - 12))
}
