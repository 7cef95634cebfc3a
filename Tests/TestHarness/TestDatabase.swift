public import Postgres
internal import Synchronization

/// A database for one test, cloned from a template that holds the migrated schema.
public struct TestDatabase: Sendable {
    /// The roles as which a test may connect.
    public enum Role: String, Sendable, CaseIterable {
        /// Sees everything; only for looking behind the scenes.
        case superuser = "postgres"
        /// Owns the schema.
        case owner = "muster_owner"
        /// The server's role.
        case app = "muster_app"
        /// The role of a server for the operator's own programs alone.
        case product = "muster_product"
        /// The worker's role.
        case worker = "muster_worker"
        /// The operator's role.
        case admin = "muster_admin"
    }

    private static let created = Atomic<Int>(0)

    /// The database's name.
    public let name: String
    private let address: String

    init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    /// Lends a database with the migrated schema to the closure, and drops it afterwards.
    public static func with<Result>(_ body: (TestDatabase) async throws -> Result) async throws -> Result {
        try await with(template: try await TestTemplate.shared.name(), body)
    }

    /// Lends a database with nothing in it to the closure, and drops it afterwards. The owner role owns it.
    public static func withEmpty<Result>(_ body: (TestDatabase) async throws -> Result) async throws -> Result {
        try await with(template: "template0", body)
    }

    private static func with<Result>(
        template: String, _ body: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        let number = created.add(1, ordering: .relaxed).oldValue
        let database = TestDatabase(
            name: "\(TestTemplate.prefix)_\(number)", address: try TestEnvironment.address())
        try await TestTemplate.shared.administer(
            "CREATE DATABASE \(database.name) OWNER muster_owner TEMPLATE \(template)")
        do {
            let result = try await body(database)
            try await database.drop()
            return result
        } catch {
            try await database.drop()
            throw error
        }
    }

    /// The folder of the project's migrations, found from where this file was compiled.
    public static var migrations: String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/Migrations"
    }

    /// The URL under which a role reaches the database.
    public func url(as role: Role) -> String {
        "postgresql://\(role.rawValue)@\(address)/\(name)"
    }

    /// How programs reach the database as a role: through a pooler, where the tests are run with one.
    ///
    /// Who looks behind the scenes, and who migrates, goes directly.
    public func configuration(as role: Role) -> Database.Configuration {
        var configuration = Database.Configuration(url: url(as: role))
        guard let pooled = pooledURL(as: role) else { return configuration }
        configuration.directURL = configuration.url
        configuration.url = Database.Configuration(url: pooled).url
        configuration.preparedStatements = .unnamed
        return configuration
    }

    /// Whether programs go through a pooler. Then no session is theirs.
    public static var isPooled: Bool { TestEnvironment.pooler() != nil }

    /// Whether the pooler has one session for each role and database, so that what needs two at once ends at its deadline.
    public static var hasOneSession: Bool { isPooled && TestEnvironment.poolerSessions() == "1" }

    /// Has the pooler open new sessions, as an operator does after the settings of roles were changed; nothing where there
    /// is none. Clients that connected before keep those that PgBouncer remembers for each.
    public func renewPooledSessions() async throws {
        guard let pooler = TestEnvironment.pooler() else { return }
        let code = try await TestProcess.run([
            try TestEnvironment.binaries() + "/psql", "-X", "-q", "-c", "RECONNECT \(name)",
            "postgresql://pooler@\(pooler)/pgbouncer",
        ])
        guard code == 0 else { throw TestDatabaseError("RECONNECT failed with code \(code)") }
    }

    /// The URL under which a role reaches the database through the pooler; nil where it does not.
    public func pooledURL(as role: Role) -> String? {
        guard ![.superuser, .owner].contains(role), let pooler = TestEnvironment.pooler(),
            (try? TestEnvironment.address()) == address
        else { return nil }
        return "postgresql://\(role.rawValue)@\(pooler)/\(name)"
    }

    /// Lends a pool that connects as a role, and closes it afterwards.
    ///
    /// - Parameters:
    ///   - role: who connects.
    ///   - configure: changes limits of the pool.
    ///   - body: what is done with it.
    public func connected<Result>(
        as role: Role, configure: (inout Database.Configuration) -> Void = { _ in },
        _ body: (Database) async throws -> Result
    ) async throws -> Result {
        var configuration = configuration(as: role)
        configuration.applicationName = "test"
        configure(&configuration)
        let database = Database(configuration: configuration)
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    private func drop() async throws {
        try await TestTemplate.shared.administer("DROP DATABASE \(name) WITH (FORCE)")
    }
}
