import FoundationEssentials
import TestHarness
import Testing

@testable import Postgres

@Suite("The migrator")
struct MigratorTests {
    private static let first = Migration(
        number: 1, name: "items", text: "CREATE TABLE items (name text); INSERT INTO items VALUES ('a; b');")
    private static let second = Migration(
        number: 2, name: "colour", text: "SET search_path = pg_temp; ALTER TABLE public.items ADD colour text")

    private func migrator(_ test: TestDatabase, _ migrations: [Migration]) -> Migrator {
        Migrator(migrations: migrations, url: test.url(as: .owner))
    }

    private func problem(_ test: TestDatabase, _ migrations: [Migration]) async -> String? {
        await failure { try await migrator(test, migrations).migrate() }?.description
    }

    @Test("applies what is pending, in order, and nothing twice")
    func twice() async throws {
        try await TestDatabase.withEmpty { test in
            #expect(try await migrator(test, []).migrate().isEmpty)
            #expect(try await migrator(test, [Self.first]).migrate() == [Self.first])
            #expect(try await migrator(test, [Self.second, Self.first]).migrate() == [Self.second])
            #expect(try await migrator(test, [Self.first, Self.second]).migrate().isEmpty)
            let status = try await migrator(test, [Self.first, Self.second]).status()
            #expect(status.map(\.state) == [.applied, .applied])
            let age = status[0].appliedAt.map { Date().timeIntervalSince($0) }
            #expect(age.map { -5...60 ~= $0 } == true)
        }
    }

    @Test("compares without changing anything")
    func statusOfEmpty() async throws {
        try await TestDatabase.withEmpty { test in
            for _ in 0..<2 {
                let status = try await migrator(test, [Self.first]).status()
                #expect(status.map(\.state) == [.pending])
            }
        }
    }

    @Test("may be run by twenty at once: each migration is applied once")
    func twenty() async throws {
        try await TestDatabase.withEmpty { test in
            let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
                for _ in 0..<20 {
                    group.addTask { try await migrator(test, [Self.first, Self.second]).migrate() }
                }
                return try await group.reduce([], +)
            }
            #expect(applied == [Self.first, Self.second])
        }
    }

    @Test("rolls a failing migration back, and keeps those before it")
    func failing() async throws {
        try await TestDatabase.withEmpty { test in
            let bad = Migration(number: 2, name: "bad", text: "CREATE TABLE other (); SELECT 1 / 0")
            let text = await problem(test, [Self.first, bad])
            #expect(text == "0002-bad.sql failed with SQLSTATE 22012 and was rolled back")
            #expect(try await migrator(test, [Self.first, Self.second]).migrate() == [Self.second])
            let other = Query<Bool>.one(SQL(unnamed: "SELECT to_regclass('other') IS NULL")) { try $0.decode(0) }
            try await test.connected(as: .owner) { database async throws in
                #expect(try await database.pipeline(other))
            }
        }
    }

    static let misfits: [([Migration], String)] = [
        (
            [Migration(number: 1, name: "items", text: "SELECT 2"), second],
            "migration 1 (items) was changed after it had been applied; restore the file and put the change into a new one"
        ),
        (
            [first],
            "migration 2 (colour) is applied but there is no such file; this program is older than the database"
        ),
        (
            [first, second, Migration(number: 4, name: "x", text: "")],
            "number 3 is missing; migrations are numbered from 1 without a gap"
        ),
        ([first, first, second], "two files have number 1; migrations are numbered from 1 without a gap"),
        (
            [first, second, Migration(number: 3, name: "x", text: "COMMIT")],
            "0003-x.sql ends its transaction; take BEGIN and COMMIT out of it"
        ),
        (
            [first, second, Migration(number: 3, name: "x", text: "COPY items FROM STDIN")],
            "a migration must not copy data from or to the client"
        ),
    ]

    @Test("says what does not fit together, and what to do", arguments: misfits)
    func misfit(migrations: [Migration], sentence: String) async throws {
        try await TestDatabase.withEmpty { test in
            try await migrator(test, [Self.first, Self.second]).migrate()
            #expect(await problem(test, migrations) == sentence)
        }
    }

    @Test("does not fill a gap behind what is applied")
    func leftOut() throws {
        let statuses = [
            MigrationStatus(number: 1, name: "items", state: .pending, appliedAt: nil),
            MigrationStatus(number: 2, name: "colour", state: .applied, appliedAt: nil),
        ]
        #expect(throws: DatabaseError.self) { try MigrationPlan([Self.first, Self.second], statuses) }
    }

    @Test("waits for a lock for a while, and gives up with a sentence", arguments: [true, false])
    func locked(isReleased: Bool) async throws {
        try await TestDatabase.withEmpty { test in
            try await migrator(test, [Self.first]).migrate()
            try await test.connected(as: .owner) { database in
                var patient = migrator(test, [Self.first, Self.second])
                patient.lockTimeout = .milliseconds(50)
                patient.pause = .milliseconds(20)
                let migrator = patient
                try await database.transaction { transaction in
                    try await transaction.pipeline(Query<Void>(SQL(unnamed: "LOCK TABLE items")))
                    async let outcome = failure { try await migrator.migrate() }
                    if isReleased { try await transaction.finish() }
                    let error = await outcome
                    let sentence = "0002-colour.sql got no lock in 5 attempts; try when there is less load"
                    #expect(error?.description == (isReleased ? nil : sentence))
                }
            }
        }
    }

    @Test(
        "refuses a directory that is not there, and files with other names",
        arguments: ["1-a.sql", "0001.sql", "00a1-x.sql"])
    func names(name: String) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/muster-\(UUID().uuidString)"
        #expect(throws: DatabaseError.self) { try Migration.files(in: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "SELECT 1".write(toFile: folder + "/0001-first-step.sql", atomically: true, encoding: .utf8)
        let files = try Migration.files(in: folder)
        #expect(files == [Migration(number: 1, name: "first-step", text: "SELECT 1")])
        #expect(files[0].fileName == "0001-first-step.sql")
        try "SELECT 1".write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        #expect(throws: DatabaseError.self) { try Migration.files(in: folder) }
    }
}
