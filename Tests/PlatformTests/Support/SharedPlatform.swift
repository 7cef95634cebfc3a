import Synchronization
import Testing

/// One server for all tests of a suite, each of which gets a tenant of its own: a database for each of hundreds of
/// cases would cost more than the cases.
struct SharedPlatform: SuiteTrait, TestScoping {
    @TaskLocal private static var current: RunningPlatform?
    private static let instances = Atomic<Int>(0)

    /// Runs the suite beside a server.
    @concurrent
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await RunningPlatform.with { platform in
            try await Self.$current.withValue(platform) { try await function() }
        }
    }

    /// Lends the suite's server and a new tenant.
    static func withTenant(_ body: (RunningPlatform, TestTenant) async throws -> Void) async throws {
        guard let platform = current else { throw TestFault(description: "the suite has no .sharedPlatform") }
        let instance = instances.add(1, ordering: .relaxed).newValue
        try await body(platform, try await TestTenant.onboard(platform, instance: instance))
    }
}

extension Trait where Self == SharedPlatform {
    /// One server for the whole suite.
    static var sharedPlatform: Self { Self() }
}
