import FoundationEssentials
import JSON
import TestHarness
import Testing

@testable import CommandLine

@Suite("muster migrate")
struct MigrateCommandTests {
    @Test("A database is migrated once; the second time there is nothing to do")
    func twice() async throws {
        try await TestDatabase.withEmpty { database in
            let installation = Installation(database)
            let pending = try await installation.answer("migrate", "--status")
            #expect(pending.arrayValue?.allSatisfy { $0["state"] == "pending" && $0["appliedAt"] == .null } == true)
            let first = await installation.muster("migrate", "--json")
            #expect(first.exitCode == 0)
            #expect(try first.json.arrayValue?.first == ["number": 1, "name": "roles-and-isolation"])
            #expect(first.error.contains("applying 0001-roles-and-isolation.sql"))
            let second = await installation.muster("migrate", "--json")
            #expect(try second.json == [])
            #expect(second.error.isEmpty)
            let applied = try await installation.answer("migrate", "--status")
            #expect(applied.arrayValue?.count == pending.arrayValue?.count)
            #expect(applied.arrayValue?.allSatisfy { $0["state"] == "applied" } == true)
        }
    }

    @Test("A folder without migrations is an error that names it")
    func noFolder() async throws {
        try await TestDatabase.withEmpty { database in
            let transcript = await Installation(database).muster("migrate", "--migrations", "/nowhere", "--json")
            #expect(transcript.exitCode == 1)
            #expect(transcript.errorCode == "migration")
            #expect(transcript.error.contains("/nowhere"))
        }
    }

    @Test("A folder in which there are none says so, and not that the program is too old")
    func emptyFolder() async throws {
        try await Installation.with { installation in
            let folder = FileManager.default.temporaryDirectory.path + "/muster-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let transcript = await installation.muster("migrate", "--migrations", folder, "--json")
            #expect(transcript.exitCode == 1)
            #expect(transcript.error.contains("there are no migrations in \(folder)"))
        }
    }

    @Test("Migrations are looked for where an installed program and a built one have them")
    func folders() {
        #expect(
            MigrationsDirectory.besideProgram("/usr/local/bin/muster").first == "/usr/local/share/muster/Migrations")
        #expect(
            MigrationsDirectory.besideProgram("/r/.build/x86_64-unknown-linux-gnu/release/muster").last
                == "/r/Migrations")
    }
}
