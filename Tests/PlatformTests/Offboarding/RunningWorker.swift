import Addresses
import Configuration
import Directory
import FoundationEssentials
import HTTPClient
import Observability
import Platform
import Postgres
import TestHarness
import Testing

/// A whole worker in this process, over the database of a running platform.
enum RunningWorker {
    /// Starts a worker, and stops it when the body is done.
    static func with(
        _ platform: RunningPlatform, schedule: DeliverySchedule = .standard,
        peppers: Peppers = RunningPlatform.peppers, _ body: () async throws -> Void
    ) async throws {
        let worker = try makeWorker(platform, schedule, peppers)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run(handlingSignals: false) }
            do {
                try await platform.eventually(
                    1,
                    """
                    SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND application_name = 'muster-listener'
                    """)
                try await body()
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
    }

    private static func makeWorker(
        _ platform: RunningPlatform, _ schedule: DeliverySchedule, _ peppers: Peppers
    ) throws -> PlatformWorker {
        let configuration = WorkerConfiguration(
            database: platform.database.configuration(as: .worker),
            peppers: peppers,
            listen: try #require(SocketAddress(parsing: "127.0.0.1:0")),
            webhookNetworks: [try Network(parsing: "127.0.0.0/8")], schedule: schedule)
        return PlatformWorker(
            configuration, logger: Logger(label: "worker", level: .debug, destination: .buffer(platform.log)),
            metrics: Metrics())
    }
}

extension RunningPlatform {
    /// Waits until a count is as expected; gives up after 15 seconds, and then says what it was.
    func eventually(_ expected: Int, _ text: String, _ values: [Value] = []) async throws {
        let end = ContinuousClock.now + .seconds(15)
        var last = try await count(text, values)
        while last != expected, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
            last = try await count(text, values)
        }
        #expect(last == expected, "\(text)")
    }
}
