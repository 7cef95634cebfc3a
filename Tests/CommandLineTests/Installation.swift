import JSON
import TestHarness

/// A migrated database and the environment in which the program finds it.
struct Installation: Sendable {
    let database: TestDatabase
    var environment: [String: String]

    /// Lends an installation of its own to a test.
    static func with(_ body: (Installation) async throws -> Void) async throws {
        try await TestDatabase.with { try await body(Installation($0)) }
    }

    init(_ database: TestDatabase) {
        self.database = database
        // As operators are told to: the address names no user.
        let direct = database.url(as: .admin).replacing("muster_admin@", with: "")
        environment = [
            "MUSTER_DATABASE_URL": direct, "MUSTER_BASE_DOMAIN": "example.com",
            "MUSTER_PEPPER": "a pepper for tests with 32 bytes",
        ]
        guard let pooled = database.pooledURL(as: .admin)?.replacing("muster_admin@", with: "") else { return }
        environment["MUSTER_DATABASE_URL"] = pooled
        environment["MUSTER_DATABASE_DIRECT_URL"] = direct
        environment["MUSTER_DATABASE_PREPARED"] = "unnamed"
    }

    /// Calls the program.
    func muster(_ arguments: String...) async -> Transcript {
        await CommandLineTests.muster(arguments, environment: environment)
    }

    /// Calls the program for an answer in JSON.
    func answer(_ arguments: String...) async throws -> JSON {
        try await CommandLineTests.muster(arguments + ["--json"], environment: environment).json
    }
}
