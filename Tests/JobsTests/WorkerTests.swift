import FoundationEssentials
import JSON
import Lifecycle
import Observability
import Postgres
import Testing

@testable import Jobs

@Suite(.timeLimit(.minutes(2))) struct WorkerTests {
    @Test("A worker does what is enqueued, tries again what fails, and counts it")
    func endings() async throws {
        try await TestQueue.with { queue in
            let metrics = Metrics()
            let handler = ScriptedHandler { claim, _ in
                switch claim.payload.stringValue {
                case "retry" where claim.attempt == 1: .retry(after: .zero, error: "not yet")
                case "throw" where claim.attempt == 1: throw NoDescription(secret: "ada@example.com")
                case "bury": .bury(error: "never")
                default: .complete
                }
            }
            let words = ["done", "retry", "throw", "bury"]
            try await RunningWorker.with(queue, handler, metrics: metrics) { _, _ in
                try await queue.enqueue(UUID(), words.map { .sample($0, payload: .string($0)) })
                try await eventually("three jobs are finished") {
                    try await queue.look("SELECT count(*) FROM muster.finished_jobs") == ["3"]
                }
                try await eventually("one is dead") { metrics.exposition().contains("muster_jobs_dead 1") }
            }
            #expect(try await queue.look("SELECT last_error FROM muster.jobs") == ["never"])
            let errors = "SELECT coalesce(last_error, '') FROM muster.finished_jobs ORDER BY id"
            #expect(try await queue.look(errors) == ["", "not yet", "NoDescription"], "only a type's name is safe")
            for series in [
                "muster_jobs_claimed_total{lane=\"standard\"} 6", "muster_jobs_running{lane=\"standard\"} 0",
                "muster_jobs_ended_total{ending=\"completed\",kind=\"sample\"} 3",
                "muster_jobs_ended_total{ending=\"retried\",kind=\"sample\"} 2",
                "muster_jobs_ended_total{ending=\"dead\",kind=\"sample\"} 1",
            ] {
                #expect(metrics.exposition().contains(series), "\(series)")
            }
        }
    }

    @Test("A job that always fails is dead after its last attempt")
    func dead() async throws {
        try await TestQueue.with { queue in
            let handler = ScriptedHandler { claim, _ in .retry(after: .zero, error: "attempt \(claim.attempt)") }
            try await RunningWorker.with(queue, handler) { _, _ in
                try await queue.enqueue(UUID(), [.sample(maximumAttempts: 3)])
                try await eventually("the job is dead") { try await queue.states() == ["dead"] }
            }
            #expect(handler.attempts.map(\.attempt) == [1, 2, 3])
            #expect(try await queue.look("SELECT last_error FROM muster.jobs") == ["attempt 3"])
        }
    }

    @Test("A job that runs twice, since its end was lost, has one effect")
    func twice() async throws {
        try await TestQueue.with { queue in
            try await queue.change("CREATE TABLE muster.effects (id bigint PRIMARY KEY, runs int NOT NULL)")
            try await queue.change("GRANT SELECT, INSERT, UPDATE ON muster.effects TO muster_worker")
            let effect = SQL(
                "effect", "INSERT INTO muster.effects VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET runs = 2")
            let handler = ScriptedHandler { claim, context in
                _ = try await context.database.pipeline(
                    Jobs.bind(claim), Jobs.fence(claim), Query<Void>(effect, [.integer(claim.id)]))
                // The first time the process ends here, as far as the queue can tell.
                if claim.attempt == 1 { try await queue.endLeases() }
                return claim.attempt == 1 ? .completed : .complete
            }
            try await RunningWorker.with(queue, handler) { _, _ in
                try await queue.enqueue(UUID(), [.sample()])
                try await eventually("the job is done") { try await queue.states().isEmpty }
            }
            #expect(try await queue.look("SELECT count(*) FROM muster.effects") == ["1"])
            #expect(try await queue.look("SELECT attempts FROM muster.finished_jobs") == ["2"])
        }
    }

    @Test("Effect, and end of the job, are one transaction: a worker that was overtaken changes nothing")
    func overtaken() async throws {
        try await TestQueue.with { queue in
            let (gate, other) = (Gate(), Gate())
            let handler = ScriptedHandler { claim, context in
                if claim.attempt > 1 { try await other.wait() } else { await gate.waitUncancelled() }
                _ = try await context.database.pipeline(
                    Jobs.bind(claim), Jobs.fence(claim), Jobs.enqueue([.sample("effect", hold: UUID())]),
                    Jobs.complete(claim))
                return .completed
            }
            let metrics = Metrics()
            try await RunningWorker.with(queue, handler, metrics: metrics) { _, _ in
                try await queue.enqueue(UUID(), [.sample()])
                try await eventually("the first attempt has begun") { handler.attempts.count == 1 }
                try await queue.endLeases()
                try await eventually("the second attempt has begun") { handler.attempts.count == 2 }
                gate.open()
                try await eventually("the first attempt has lost the job") {
                    metrics.exposition().contains("ending=\"lost\",kind=\"sample\"} 1")
                }
                #expect(try await queue.look("SELECT count(*) FROM muster.jobs WHERE state = 'held'") == ["0"])
                other.open()
                try await eventually("the second attempt had its effect") { try await queue.states() == ["held"] }
            }
        }
    }

    @Test("Jobs of one key never run beside one another, and in order")
    func order() async throws {
        try await TestQueue.with { queue in
            let handler = ScriptedHandler { _, _ in .complete }
            try await RunningWorker.with(queue, handler) { _, _ in
                let ids = try await queue.enqueue(UUID(), (0..<30).map { _ in .sample() })
                try await eventually("all are done") { try await queue.states().isEmpty }
                #expect(handler.attempts.map(\.id) == ids)
            }
        }
    }

    @Test("While a job runs its lease is renewed; when it is lost, the handler's task is cancelled and nothing written")
    func renewal() async throws {
        try await TestQueue.with { queue in
            let gate = Gate()
            let handler = ScriptedHandler { _, _ in
                try await gate.wait()
                return .complete
            }
            try await RunningWorker.with(queue, handler, configure: { $0.lease = .milliseconds(600) }) { _, _ in
                try await queue.enqueue(UUID(), [.sample()])
                try await eventually("the attempt has begun") { handler.attempts.count == 1 }
                let first = try await queue.look("SELECT lease_until FROM muster.jobs")
                try await eventually("the lease is renewed") {
                    try await queue.look("SELECT lease_until FROM muster.jobs") != first
                }
                #expect(handler.attempts.count == 1)
                try await queue.change(
                    """
                    UPDATE muster.jobs SET run_id = gen_random_uuid(), worker = 'another', attempts = 7,
                        lease_until = now() + interval '1 hour'
                    """)
                // Nobody opens the gate: the worker ends only because the task was cancelled.
            }
            let row = "SELECT concat_ws(' ', state, worker, attempts, last_error) FROM muster.jobs"
            #expect(try await queue.look(row) == ["running another 7"])
        }
    }

    @Test("An attempt that takes too long is broken off, and counts")
    func tooLong() async throws {
        try await TestQueue.with { queue in
            let handler = ScriptedHandler { _, _ in
                try await Gate().wait()
                return .complete
            }
            try await RunningWorker.with(queue, handler, configure: { $0.attemptLimit = .milliseconds(50) }) { _, _ in
                try await queue.enqueue(UUID(), [.sample(maximumAttempts: 2)])
                try await eventually("the job is dead") { try await queue.states() == ["dead"] }
            }
            #expect(try await queue.look("SELECT last_error FROM muster.jobs") == ["it took longer than 0.05 seconds"])
        }
    }

    @Test("A job of a kind that nobody here knows goes back, and the attempt does not count")
    func unknownKind() async throws {
        try await TestQueue.with { queue in
            let handler = ScriptedHandler { _, _ in .complete }
            try await RunningWorker.with(queue, handler) { _, _ in
                try await queue.enqueue(UUID(), [.sample(kind: JobKind(rawValue: "unknown"))])
                try await eventually("it has been given back") {
                    try await queue.look("SELECT count(*) FROM muster.jobs WHERE run_at > now() AND attempts = 0")
                        == ["1"]
                }
            }
            #expect(handler.attempts.isEmpty)
        }
    }
}

private struct NoDescription: Error {
    let secret: String
}

extension Gate {
    /// Waits as a process does that is stopped: cancellation is not noticed.
    fileprivate func waitUncancelled() async {
        await Task { try? await wait() }.value
    }
}
