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
            #expect(try first.json.arrayValue?.last?["number"] == .null)
            #expect(first.error.contains("applying 0001-roles-and-isolation.sql"))
            #expect(first.error.contains("applying functions/tokens.sql"))
            let second = await installation.muster("migrate", "--json")
            #expect(try second.json == [])
            #expect(second.error.isEmpty)
            let applied = try await installation.answer("migrate", "--status")
            #expect(applied.arrayValue?.count == pending.arrayValue?.count)
            #expect(applied.arrayValue?.allSatisfy { $0["state"] == "applied" } == true)
        }
    }

    @Test("A file of functions that has changed is shown, found by the doctor, and applied by itself")
    func changedFunctions() async throws {
        try await Installation.with { installation in
            let folder = FileManager.default.temporaryDirectory.path + "/muster-\(UUID().uuidString)"
            try FileManager.default.copyItem(atPath: TestDatabase.migrations, toPath: folder)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var installation = installation
            installation.environment["MUSTER_MIGRATIONS"] = folder
            #expect(try await installation.answer("migrate") == [])
            let file = folder + "/functions/tokens.sql"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try (text + "\n-- More.\n").write(toFile: file, atomically: true, encoding: .utf8)
            let status = try await installation.answer("migrate", "--status")
            let others = status.arrayValue?.filter { $0["state"] != "applied" } ?? []
            #expect(others.count == 1)
            #expect(others.first?["number"] == .null && others.first?["name"] == "functions/tokens")
            #expect(others.first?["state"] == "changed" && others.first?["appliedAt"] != .null)
            let doctor = try await installation.muster("doctor", "--json").json.arrayValue
            let finding = doctor?.first { $0["check"] == "migrations" }
            #expect(finding?["detail"] == "1 do not fit, first functions/tokens.sql: changed")
            let applied = try await installation.answer("migrate")
            #expect(applied == [["number": .null, "name": "functions/tokens"]])
            try FileManager.default.removeItem(atPath: file)
            let transcript = await installation.muster("migrate", "--json")
            #expect(transcript.errorCode == "migration")
            #expect(transcript.error.contains("functions/tokens.sql is applied but there is no such file"))
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
