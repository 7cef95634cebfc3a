import FoundationEssentials
import Lifecycle
import Observability
import Postgres
import Synchronization
import TestHarness
import Testing

@testable import Jobs

@Suite(.timeLimit(.minutes(2))) struct HintTests {
    @Test("A hint wakes a worker that would not have looked for an hour")
    func wakes() async throws {
        try await TestQueue.with { queue in
            let handler = ScriptedHandler { _, _ in .complete }
            try await RunningWorker.with(queue, handler, configure: { $0.pollInterval = .seconds(3600) }) { worker, _ in
                let hint = JobHint(database: queue.app)
                let (listener, _) = Self.listener(queue) { worker.wake() }
                try await RunningWorker.with([listener, hint]) { _ in
                    try await eventually("it listens") { try await Self.backends(queue).count == 1 }
                    for round in 1...3 {
                        try await queue.enqueue(UUID(), [.sample()])
                        hint.notify()
                        try await eventually("round \(round) is done") {
                            try await queue.look("SELECT count(*) FROM muster.finished_jobs") == ["\(round)"]
                        }
                    }
                }
            }
        }
    }

    @Test("When the listening connection is killed, polling goes on, and it listens again within 15 s")
    func listenerKilled() async throws {
        try await TestQueue.with { queue in
            let handler = ScriptedHandler { _, _ in .complete }
            try await RunningWorker.with(queue, handler) { worker, _ in
                let (listener, connections) = Self.listener(queue) { worker.wake() }
                try await RunningWorker.with([listener]) { _ in
                    try await eventually("it listens") { connections() == 1 }
                    for backend in try await Self.backends(queue) {
                        try await queue.change("SELECT pg_terminate_backend(\(backend))")
                    }
                    try await queue.enqueue(UUID(), [.sample()])
                    try await eventually("polling finds the job") { handler.attempts.count == 1 }
                    try await eventually("it listens again", within: .seconds(15)) { connections() == 2 }
                }
            }
        }
    }

    @Test("However often it is asked, at most one notification is sent per interval")
    func rate() async throws {
        try await TestQueue.with { queue in
            let received = Mutex(0)
            let (listener, connections) = Self.listener(queue) { received.withLock { $0 += 1 } }
            let hint = JobHint(database: queue.app, interval: .seconds(3600))
            try await RunningWorker.with([listener]) { _ in
                try await eventually("it listens") { connections() == 1 }
                let before = received.withLock { $0 }
                try await RunningWorker.with([hint]) { _ in
                    for _ in 0..<1000 { hint.notify() }
                    try await eventually("the first one comes") { received.withLock { $0 } == before + 1 }
                    for _ in 0..<1000 { hint.notify() }
                }
                // Another one, sent after all of the above, comes after all of the above.
                try await queue.app.pipeline(Jobs.hint)
                try await eventually("the last one comes") { received.withLock { $0 } > before + 1 }
                #expect(received.withLock { $0 } == before + 2)
            }
        }
    }

    private static func listener(
        _ queue: TestQueue, _ wake: @escaping @Sendable () -> Void
    ) -> (Listener, connections: @Sendable () -> Int) {
        let connections = Tally()
        var configuration = queue.test.configuration(as: .worker)
        configuration.applicationName = "listener"
        let listener = Listener(
            channels: [Jobs.channel], configuration: configuration, logger: Logger(label: "test", level: .error)
        ) { event in
            if event == .connected { connections.add() }
            wake()
        }
        return (listener, { connections.count })
    }

    private static func backends(_ queue: TestQueue) async throws -> [String] {
        try await queue.look(
            """
            SELECT pid FROM pg_stat_activity WHERE application_name = 'listener' AND datname = current_database()
               AND query LIKE '%pg_backend_pid%'
            """)
    }
}

private final class Tally: Sendable {
    private let counted = Mutex(0)
    var count: Int { counted.withLock { $0 } }
    func add() { counted.withLock { $0 += 1 } }
}
