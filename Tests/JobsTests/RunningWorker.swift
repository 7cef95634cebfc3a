import Lifecycle
import Observability

@testable import Jobs

/// A worker at work for as long as a closure runs.
enum RunningWorker {
    static func with(
        _ queue: TestQueue, _ handler: ScriptedHandler, metrics: Metrics = Metrics(),
        configure: (inout Worker.Configuration) -> Void = { _ in },
        _ body: (Worker, Shutdown) async throws -> Void
    ) async throws {
        var configuration = Worker.Configuration(concurrency: 4)
        configuration.concurrencyPerTenant = 4
        configuration.pollInterval = .milliseconds(20)
        configuration.samplingInterval = .milliseconds(50)
        configure(&configuration)
        let worker = Worker(
            database: queue.worker, handlers: [handler], configuration: configuration,
            logger: Logger(label: "test", level: .error), metrics: metrics)
        try await with([worker]) { shutdown in try await body(worker, shutdown) }
    }

    static func with(_ services: [any Service], _ body: (Shutdown) async throws -> Void) async throws {
        let shutdown = Shutdown()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run(until: shutdown) } }
            defer { shutdown.request() }
            try await body(shutdown)
            shutdown.request()
            try await group.waitForAll()
        }
    }
}
