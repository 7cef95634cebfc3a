import TestHarness
import Testing

@testable import Postgres

extension TestDatabase {
    /// Applies the project's migrations: all, or those before the one with a name.
    func migrate(before name: String? = nil) async throws {
        let all = try Migration.files(in: TestDatabase.migrations)
        let end = try name.map { name in try #require(all.firstIndex { $0.name == name }) } ?? all.endIndex
        try await Migrator(migrations: Array(all[..<end]), url: url(as: .owner)).migrate()
    }
}
