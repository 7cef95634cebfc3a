import FoundationEssentials
import Lifecycle
import Testing

@testable import Jobs

@Suite(.timeLimit(.minutes(2))) struct DrainTests {
    @Test("A worker that is asked to stop lets running jobs finish, and claims no more")
    func finishes() async throws {
        try await TestQueue.with { queue in
            let gate = Gate()
            let handler = ScriptedHandler { _, _ in
                try await gate.wait()
                return .complete
            }
            try await RunningWorker.with(queue, handler, configure: { $0.concurrency = 1 }) { _, shutdown in
                try await queue.enqueue(UUID(), [.sample("a"), .sample("b")])
                try await eventually("one job runs") { handler.attempts.count == 1 }
                shutdown.request()
                gate.open()
            }
            #expect(handler.attempts.count == 1)
            #expect(try await queue.look("SELECT count(*) FROM muster.finished_jobs") == ["1"])
            #expect(try await queue.look("SELECT concat(state, attempts) FROM muster.jobs") == ["queued0"])
        }
    }

    @Test(
        "What has not finished in time is broken off, and queued at once; that was no attempt, whatever the handler says",
        arguments: [JobOutcome?.none, .retry(after: .seconds(3600), error: "cancelled"), .bury(error: "cancelled")])
    func breaksOff(outcome: JobOutcome?) async throws {
        try await TestQueue.with { queue in
            let handler = ScriptedHandler { _, _ in
                do {
                    try await Gate().wait()
                } catch {
                    guard let outcome else { throw error }
                    return outcome
                }
                return .complete
            }
            try await RunningWorker.with(queue, handler, configure: { $0.drainLimit = .milliseconds(50) }) {
                _, shutdown in
                try await queue.enqueue(UUID(), [.sample()])
                try await eventually("the job runs") { handler.attempts.count == 1 }
                shutdown.request()
            }
            let row = "SELECT concat_ws(' ', state, attempts, run_at <= clock_timestamp()) FROM muster.jobs"
            #expect(try await queue.look(row) == ["queued 0 t"])
        }
    }

    @Test("A job that was claimed and not begun goes back as it was")
    func givesBack() async throws {
        try await TestQueue.with { queue in
            try await queue.enqueue(UUID(), [.sample()])
            let claim = try await queue.claim()[0]
            try await queue.tell(claim, Jobs.giveBack(claim, delay: .zero))
            #expect(try await queue.look("SELECT concat(state, attempts) FROM muster.jobs") == ["queued0"])
            let again = try await queue.claim()[0]
            try await queue.tell(claim, Jobs.giveBack(claim, delay: .zero))
            try await queue.tell(again, Jobs.fence(again))
        }
    }
}
