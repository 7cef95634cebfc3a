internal import FoundationEssentials
internal import Postgres

extension TestCluster {
    /// Makes a migrated database in the cluster and lends it to the closure; it goes with the cluster.
    public func withDatabase<Result>(_ body: (TestDatabase) async throws -> Result) async throws -> Result {
        try await bootstrap()
        // Tests look for what programs would have PostgreSQL log, so it is to log all that it usually does.
        try await administer("ALTER DATABASE muster RESET ALL")
        let database = TestDatabase(name: "muster", address: address)
        try await Migrator(directory: TestDatabase.migrations, url: database.url(as: .owner)).migrate()
        return try await body(database)
    }

    /// Makes roles and database as an administrator does.
    private func bootstrap() async throws {
        let script = TestDatabase.migrations + "/../deploy/bootstrap.sql"
        let code = try await TestProcess.run([
            try TestEnvironment.binaries() + "/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", script, url,
        ])
        guard code == 0 else { throw TestDatabaseError("deploy/bootstrap.sql failed with code \(code)") }
    }

    /// Runs a statement as the superuser in the database `postgres`.
    public func administer(_ statement: String) async throws {
        var configuration = Database.Configuration(url: url)
        configuration.applicationName = "test"
        let database = Database(configuration: configuration)
        do {
            try await database.before(.now + .seconds(60)).pipeline(Query<Void>(SQL(unnamed: statement)))
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    /// Everything that the server has logged so far.
    public var log: String {
        get throws { try String(contentsOfFile: logPath, encoding: .utf8) }
    }
}
