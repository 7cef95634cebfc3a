import TestHarness
import Testing

/// Clients that send one request after the other, as fast as they are answered.
struct Flood: Sendable {
    struct Outcome {
        var passed = 0
        var refused = 0
    }

    private let tenant: TestTenant
    private let clients: Int

    init(_ tenant: TestTenant, clients: Int = 1) {
        self.tenant = tenant
        self.clients = clients
    }

    /// Floods, and counts what came of it. Any other answer than 200 and 429 is an issue.
    func run(for time: Duration) async throws -> Outcome {
        let end = ContinuousClock.now + time
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            for _ in 0..<clients { group.addTask { try await one(until: end) } }
            return try await group.reduce(into: Outcome()) { sum, outcome in
                sum.passed += outcome.passed
                sum.refused += outcome.refused
            }
        }
    }

    private func one(until end: ContinuousClock.Instant) async throws -> Outcome {
        var outcome = Outcome()
        while ContinuousClock.now < end {
            let status = try await tenant.send("GET", "/Schemas").status
            #expect(status == 200 || status == 429)
            if status == 200 { outcome.passed += 1 } else { outcome.refused += 1 }
        }
        return outcome
    }
}
