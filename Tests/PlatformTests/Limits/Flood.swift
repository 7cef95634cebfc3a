import Synchronization
import TestHarness
import Testing

/// Clients that send one request after the other, as fast as they are answered.
final class Flood: Sendable {
    /// The machine is too busy for what was to be flooded.
    struct TooSlow: Error {}

    private let tenant: TestTenant
    private let clients: Int
    private let counts = Mutex((passed: 0, refused: 0))

    init(_ tenant: TestTenant, clients: Int = 8) {
        self.tenant = tenant
        self.clients = clients
    }

    /// How many requests have passed so far.
    var passed: Int { counts.withLock { $0.passed } }
    /// How many were refused with 429.
    var refused: Int { counts.withLock { $0.refused } }

    /// Floods for a while. Any other answer than 200 and 429 is an issue.
    func run(for time: Duration) async throws {
        let end = ContinuousClock.now + time
        try await run { ContinuousClock.now < end }
    }

    /// Floods until something is so, or a minute is over.
    func run(until isDone: @escaping @Sendable (Flood) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        try await run { !isDone(self) && ContinuousClock.now < end }
    }

    private func run(while goesOn: @escaping @Sendable () -> Bool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<clients {
                group.addTask {
                    while goesOn() {
                        let status = try await self.tenant.send("GET", "/Schemas").status
                        #expect(status == 200 || status == 429)
                        self.counts.withLock { counts in
                            if status == 200 { counts.passed += 1 } else { counts.refused += 1 }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
