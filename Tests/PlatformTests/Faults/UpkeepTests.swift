import Configuration
import Directory
import FoundationEssentials
import HTTPServer
import Observability
import Platform
import Postgres
import TestHarness
import Testing

@Suite("Upkeep", .timeLimit(.minutes(2)))
struct UpkeepTests {
    @Test("One part that fails keeps no other from being done: holds, feed and admissions are looked at all the same")
    func independent() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await platform.inspect("DROP FUNCTION muster.enqueue_anonymisations(integer)")
            try await platform.inspect("DROP FUNCTION muster.maintain_events()")
            try await platform.inspect(
                "INSERT INTO muster.holds (tenant_id, people, base, began_at) VALUES ($1, 1, 1, now())",
                [.uuid(tenant.id)])
            try await platform.inspect("DELETE FROM muster.admissions")
            let configuration = WorkerConfiguration(
                database: platform.database.configuration(as: .worker),
                peppers: RunningPlatform.peppers,
                listen: try #require(SocketAddress(parsing: "127.0.0.1:0")))
            let worker = PlatformWorker(
                configuration, logger: Logger(label: "worker", destination: .buffer(platform.log)), metrics: Metrics())
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await worker.run(handlingSignals: false) }
                let client = HTTPTestClient(port: try await worker.operations.boundPort)
                let expected = ["muster_offboarding_holds_open 1\n", "muster_admissions_wrong 1\n"]
                let deadline = ContinuousClock.now + .seconds(30)
                var text = ""
                while !expected.allSatisfy(text.contains), .now < deadline {
                    text = try await client.send("GET", "/metrics").text
                    try await Task.sleep(for: .milliseconds(20))
                }
                for line in expected { #expect(text.contains(line)) }
                #expect(text.contains("muster_events_feed_lag_seconds "))
                group.cancelAll()
            }
        }
    }
}
