import Postgres
import TestHarness

extension TestDatabase {
    /// Applies the project's migrations.
    func migrate() async throws {
        try await Migrator(directory: TestDatabase.migrations, url: url(as: .owner)).migrate()
    }
}
