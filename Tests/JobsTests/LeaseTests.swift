import FoundationEssentials
import Postgres
import TestHarness
import Testing

@testable import Jobs

@Suite struct LeaseTests {
    @Test("A job whose lease has ended goes to another worker, and the first one can write nothing in its name")
    func fenced() async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            try await queue.enqueue(tenant, [.sample()])
            let stale = try await queue.claim()[0]
            try await queue.endLeases()
            #expect(try await queue.claim().isEmpty, "it is queued again, a moment later")
            try await queue.makeDue()
            let fresh = try await queue.claim(as: "another")[0]
            #expect(fresh.id == stale.id && fresh.runID != stale.runID && fresh.attempt == 2)

            let writes: [Query<Void>] = [
                Jobs.fence(stale), Jobs.complete(stale), Jobs.retry(stale, after: .zero, error: "stale"),
                Jobs.bury(stale, error: "stale"),
            ]
            for write in writes {
                let error = await #expect(throws: DatabaseError.self) {
                    _ = try await queue.worker.pipeline([
                        Jobs.bind(stale), write, Jobs.enqueue([.sample("effect")]).map { _ in },
                    ])
                }
                #expect(error?.sqlState == .jobTaken)
            }
            #expect(try await queue.look("SELECT ordering_key FROM muster.jobs") == ["key"], "no effect was written")
            try await queue.tell(fresh, Jobs.fence(fresh))
            try await queue.tell(fresh, Jobs.complete(fresh))
            #expect(try await queue.states().isEmpty)
        }
    }

    @Test("A job is ended once, and never in the name of another tenant")
    func once() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample()])
            let claim = try await queue.claim()[0]
            let foreign = await #expect(throws: DatabaseError.self) {
                try await queue.worker.pipeline(TestQueue.bind(UUID()), Jobs.complete(claim))
            }
            #expect(foreign?.sqlState == .jobTaken)
            try await queue.tell(claim, Jobs.complete(claim))
            let second = await #expect(throws: DatabaseError.self) {
                try await queue.tell(claim, Jobs.complete(claim))
            }
            #expect(second?.sqlState == .jobTaken)
            #expect(try await queue.look("SELECT outcome FROM muster.finished_jobs") == ["done"])
        }
    }

    @Test("A job whose worker stops every time is dead after its last attempt, and says why")
    func crashLoop() async throws {
        try await TestQueue.with { queue in
            let tenant = UUID()
            try await queue.enqueue(tenant, [.sample(maximumAttempts: 3), .sample("other")])
            for attempt in 1...3 {
                let claims = try await queue.claim()
                #expect(claims.first?.attempt == attempt)
                for other in claims where other.maximumAttempts > 3 {
                    try await queue.tell(other, Jobs.complete(other))
                }
                try await queue.endLeases()
                _ = try await queue.claim()
                try await queue.makeDue()
            }
            let dead = try await queue.ask(tenant, Jobs.list(state: .dead, limit: 10))
            #expect(dead.map(\.attempts) == [3])
            #expect(dead.first?.lastError == "the worker stopped while running it")
            #expect(try await queue.look("SELECT count(*) FROM muster.finished_jobs") == ["1"], "the other one is done")
        }
    }

    @Test("After a lost lease a job comes back within its 60 s, later the more often it was tried")
    func returnsSoon() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), (0..<50).map { .sample("\($0)", maximumAttempts: 1000) })
            _ = try await queue.claim()
            try await queue.endLeases()
            _ = try await queue.claim()
            let late = "SELECT count(*) FROM muster.jobs WHERE run_at > clock_timestamp() + interval"
            #expect(try await queue.look("\(late) '2 s'") == ["0"])
            try await queue.change("UPDATE muster.jobs SET attempts = 900")
            try await queue.makeDue()
            _ = try await queue.claim()
            try await queue.endLeases()
            _ = try await queue.claim()
            #expect(try await queue.look("\(late) '60 s'") == ["0"])
            #expect(try await queue.look("\(late) '2 s'") != ["0"])
        }
    }

    @Test("Renewing keeps a job, and tells which ones are gone")
    func renewal() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample("a"), .sample("b")])
            let claims = try await queue.claim()
            try await queue.endLeases()
            try await queue.tell(claims[1], Jobs.complete(claims[1]))
            #expect(try await queue.worker.pipeline(Jobs.renew(claims, lease: .seconds(30))) == [claims[0].runID])
            #expect(try await queue.claim().isEmpty)
            #expect(try await queue.states() == ["running"])
            #expect(try await queue.worker.pipeline(Jobs.renew([], lease: .seconds(30))).isEmpty)
        }
    }

    @Test(
        "A job that is being finished at this moment is not taken away, nor waited for, whatever its lease says",
        .disabled(if: TestDatabase.hasOneSession, "who finishes it and who claims need a session each"))
    func locked() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample()])
            let claim = try await queue.claim()[0]
            try await queue.endLeases()
            try await queue.worker.transaction { transaction in
                _ = try await transaction.pipeline(Jobs.bind(claim), Jobs.fence(claim))
                #expect(try await queue.claim().isEmpty)
                #expect(try await queue.worker.pipeline(Jobs.renew([claim], lease: .seconds(1))) == [claim.runID])
                try await transaction.finish(Jobs.complete(claim))
            }
            #expect(try await queue.states().isEmpty)
        }
    }

    @Test("A failed job waits as long as it is told, and its error is cut")
    func retry() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample(maximumAttempts: 2)])
            let first = try await queue.claim()[0]
            let error = String(repeating: "ü", count: 1001)
            try await queue.tell(first, Jobs.retry(first, after: .milliseconds(90_500), error: error))
            let waits = "SELECT round(extract(epoch FROM run_at - clock_timestamp()))::text FROM muster.jobs"
            #expect(["90", "91"].contains(try await queue.look(waits)[0]))
            #expect(try await queue.look("SELECT length(last_error)::text FROM muster.jobs") == ["1000"])
            try await queue.makeDue()
            let last = try await queue.claim()[0]
            try await queue.tell(last, Jobs.retry(last, after: .zero, error: "again"))
            #expect(try await queue.states() == ["dead"])
        }
    }

    @Test("The health of a lane tells for how long its oldest due job has waited")
    func health() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample("a"), .sample("b", hold: UUID())])
            try await queue.change("UPDATE muster.jobs SET run_at = now() - interval '90 s' WHERE state = 'queued'")
            let health = try await queue.worker.pipeline(Jobs.health(of: .standard))
            #expect(health.oldestDueSeconds >= 90 && health.oldestDueSeconds < 120)
            #expect(health.held == 1 && health.dead == 0)
            let other = try await queue.worker.pipeline(Jobs.health(of: JobLane(rawValue: "other")))
            #expect(other.oldestDueSeconds == 0)
            try await queue.change("UPDATE muster.jobs SET run_at = now() + interval '90 s' WHERE state = 'queued'")
            #expect(try await queue.worker.pipeline(Jobs.health(of: .standard)).oldestDueSeconds == 0)
        }
    }
}
