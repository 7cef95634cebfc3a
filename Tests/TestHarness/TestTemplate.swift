internal import FoundationEssentials
internal import Glibc
internal import Postgres

/// The database that those of the tests are cloned from, made once per process.
actor TestTemplate {
    static let shared = TestTemplate()

    /// Begins every name, so that test processes beside one another do not meet.
    static let prefix = "muster_test_\(getpid())"

    private var administrator: Database?
    private var template: Task<String, any Error>?

    /// The template's name, once the migrations are in it.
    func name() async throws -> String {
        if let template { return try await template.value }
        // Unstructured, since many tests wait for what the first of them started.
        let task = Task { try await make() }
        template = task
        return try await task.value
    }

    /// Runs a statement as the superuser, outside any test's database.
    func administer(_ text: String) async throws {
        let database = try administrator ?? makeAdministrator()
        try await database.before(.now + .seconds(60)).pipeline(Query<Void>(SQL(unnamed: text)))
    }

    private func makeAdministrator() throws -> Database {
        var configuration = Database.Configuration(
            url: "postgresql://postgres@\(try TestEnvironment.address())/postgres")
        configuration.applicationName = "test-template"
        configuration.maximumConnections = 4
        let database = Database(configuration: configuration)
        administrator = database
        return database
    }

    private func make() async throws -> String {
        let name = Self.prefix + "_template"
        try await administer("CREATE DATABASE \(name) OWNER muster_owner TEMPLATE template0")
        let url = "postgresql://muster_owner@\(try TestEnvironment.address())/\(name)"
        if FileManager.default.fileExists(atPath: TestDatabase.migrations) {
            try await Migrator(directory: TestDatabase.migrations, url: url).migrate()
        }
        return name
    }
}
