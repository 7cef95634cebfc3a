import FoundationEssentials
import TestHarness
import Testing

@testable import Postgres

@Suite("Files of functions")
struct FunctionFileTests {
    /// Counts how often each file is applied.
    private static let first = Migration(number: 1, name: "runs", text: "CREATE TABLE public.runs (file text)")
    private static let later = Migration(number: 2, name: "drop", text: "DROP FUNCTION public.one()")

    /// A file that makes one function, which answers with a number.
    private static func functions(_ name: String, makes function: String = "one", _ answer: Int = 1) -> Migration {
        Migration(
            functions: name,
            text: """
                CREATE OR REPLACE FUNCTION public.\(function)() RETURNS integer LANGUAGE sql AS $$ SELECT \(answer) $$;
                INSERT INTO public.runs VALUES ('\(name)');
                """)
    }

    private func migrator(_ test: TestDatabase, _ migrations: [Migration]) -> Migrator {
        Migrator(migrations: migrations, url: test.url(as: .owner))
    }

    private func problem(_ test: TestDatabase, _ migrations: [Migration]) async -> String? {
        await failure { try await migrator(test, migrations).migrate() }?.description
    }

    private func ask(_ test: TestDatabase, _ text: String) async throws -> String? {
        let query = Query<[String?]>.all(SQL(unnamed: text)) { try $0.decode(0, as: String?.self) }
        return try await test.connected(as: .owner) { database in try await database.pipeline(query) }[0]
    }

    private func runs(_ test: TestDatabase) async throws -> String? {
        try await ask(test, "SELECT string_agg(file, ' ' ORDER BY ctid) FROM public.runs")
    }

    private func states(_ test: TestDatabase, _ migrations: [Migration]) async throws -> [String] {
        try await migrator(test, migrations).status().map { "\($0.fileName) \($0.state)" }
    }

    @Test("are applied after the migrations, in the order of their names, and again only when they have changed")
    func changed() async throws {
        try await TestDatabase.withEmpty { test async throws in
            let (a, b) = (Self.functions("a", makes: "one"), Self.functions("b", makes: "two"))
            #expect(try await migrator(test, [b, a, Self.first]).migrate() == [Self.first, a, b])
            #expect(try await migrator(test, [Self.first, a, b]).migrate().isEmpty)
            #expect(try await runs(test) == "a b")
            let other = Self.functions("a", makes: "one", 2)
            #expect(try await migrator(test, [Self.first, other, b]).migrate() == [other])
            #expect(try await runs(test) == "a b a")
            #expect(try await ask(test, "SELECT public.one()::text") == "2")
        }
    }

    @Test("are compared without changing anything")
    func status() async throws {
        try await TestDatabase.withEmpty { test in
            let (a, b) = (Self.functions("a"), Self.functions("b", makes: "two"))
            let c = Self.functions("c", makes: "three")
            #expect(try await states(test, [Self.first, a]) == ["0001-runs.sql pending", "functions/a.sql pending"])
            try await migrator(test, [Self.first, a, b]).migrate()
            let found = try await states(test, [c, Self.functions("b", makes: "two", 2), Self.first])
            #expect(
                found == [
                    "0001-runs.sql applied", "functions/a.sql unknown", "functions/b.sql changed",
                    "functions/c.sql pending",
                ])
            #expect(try await runs(test) == "a b")
        }
    }

    @Test("change all together or not at all, and a failing one is named")
    func failing() async throws {
        try await TestDatabase.withEmpty { test in
            try await migrator(test, [Self.first, Self.functions("a"), Self.functions("b", makes: "two")]).migrate()
            let step = Migration(number: 2, name: "step", text: "SELECT 1")
            let bad = Migration(functions: "b", text: "SELECT 1 / 0")
            let changed = [Self.first, step, Self.functions("a", 2), bad]
            #expect(
                await problem(test, changed) == "functions/b.sql failed with SQLSTATE 22012 and was rolled back")
            #expect(try await ask(test, "SELECT public.one()::text") == "1")
            #expect(try await runs(test) == "a b")
            #expect(
                try await states(test, changed) == [
                    "0001-runs.sql applied", "0002-step.sql applied", "functions/a.sql changed",
                    "functions/b.sql changed",
                ])
        }
    }

    @Test("may be applied by twenty at once: each once")
    func twenty() async throws {
        try await TestDatabase.withEmpty { test in
            let files = [Self.first, Self.functions("a"), Self.functions("b", makes: "two")]
            let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
                for _ in 0..<20 { group.addTask { try await migrator(test, files).migrate() } }
                return try await group.reduce([], +)
            }
            #expect(applied == files)
            #expect(try await runs(test) == "a b")
        }
    }

    @Test("may not vanish while what they made is there")
    func vanished() async throws {
        try await TestDatabase.withEmpty { test in
            try await migrator(test, [Self.first, Self.functions("a")]).migrate()
            let sentence =
                "functions/a.sql is applied but there is no such file, and public.one() that it made is still there; "
                + "restore the file, or drop what it made in a new migration"
            #expect(await problem(test, [Self.first]) == sentence)
            #expect(await problem(test, [Self.first, Self.functions("b", makes: "two")]) == sentence)
            #expect(try await ask(test, "SELECT to_regprocedure('public.two()')::text") == nil)
            #expect(try await migrator(test, [Self.first, Self.later]).migrate() == [Self.later])
            #expect(try await states(test, [Self.first, Self.later]).count == 2)
        }
    }

    @Test("may get another name, and functions may move from one to another")
    func moved() async throws {
        try await TestDatabase.withEmpty { test in
            try await migrator(test, [Self.first, Self.functions("a")]).migrate()
            let renamed = Self.functions("b")
            #expect(try await migrator(test, [Self.first, renamed]).migrate() == [renamed])
            #expect(
                try await states(test, [Self.first, renamed]) == ["0001-runs.sql applied", "functions/b.sql applied"])
            #expect(await problem(test, [Self.first])?.hasPrefix("functions/b.sql is applied but") == true)
        }
    }

    @Test("of an older program are refused, before anything is changed")
    func older() async throws {
        try await TestDatabase.withEmpty { test in
            let step = Migration(number: 2, name: "step", text: "SELECT 1")
            try await migrator(test, [Self.first, Self.functions("a")]).migrate()
            try await migrator(test, [Self.first, Self.functions("a", 2)]).migrate()
            let sentence =
                "the functions have been as they are in these files, and others have been applied since; this program "
                + "is older than the database (to have them again on purpose, change a comment in one)"
            #expect(await problem(test, [Self.first, step, Self.functions("a")]) == sentence)
            #expect(try await ask(test, "SELECT public.one()::text") == "2")
            #expect(try await ask(test, "SELECT count(*)::text FROM muster.migrations") == "1")
            let commented = Migration(functions: "a", text: "-- Again.\n" + Self.functions("a").text)
            #expect(try await migrator(test, [Self.first, commented]).migrate() == [commented])
            #expect(try await ask(test, "SELECT public.one()::text") == "1")
        }
    }

    @Test("leave no setting behind, and must not end their transaction")
    func settings() async throws {
        try await TestDatabase.withEmpty { test in
            let misleading = Migration(functions: "a", text: "SET search_path = pg_temp; SET work_mem = '1MB'")
            let next = Migration(
                functions: "b", text: "CREATE TABLE settings AS SELECT current_setting('work_mem') AS memory")
            try await migrator(test, [Self.first, misleading, next]).migrate()
            #expect(try await ask(test, "SELECT (memory <> '1MB')::text FROM public.settings") == "true")
            let ending = Migration(functions: "c", text: "COMMIT")
            #expect(
                await problem(test, [Self.first, misleading, next, ending])
                    == "functions/c.sql ends its transaction; take BEGIN and COMMIT out of it")
        }
    }

    @Test("A database with the structure of before there were any is refused, with a sentence that says what to do")
    func olderStructure() async throws {
        try await TestDatabase.withEmpty { test in
            try await test.connected(as: .owner) { database in
                _ = try await database.pipeline(
                    Query<Void>(SQL(unnamed: "CREATE SCHEMA muster")),
                    Query<Void>(SQL(unnamed: "CREATE TABLE muster.migrations (number integer, name text)")))
            }
            let sentence =
                "this database has the structure from before 0.1.0, which nothing brings up to date; dump what is to "
                + "be kept (pg_dump --data-only), and start afresh with an empty database"
            #expect(await problem(test, [Self.first]) == sentence)
            let error = await failure { _ = try await migrator(test, [Self.first]).status() }
            #expect(error?.description == sentence)
        }
    }

    @Test("are read in the order of their names, and a folder without any is an error")
    func folder() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/muster-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/functions", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let error = #expect(throws: DatabaseError.self) { try Migration.functions(in: folder) }
        #expect(error?.description == "there are no functions in \(folder)/functions")
        for name in ["users.sql", "fan-out.sql", "notes.txt"] {
            try "SELECT 1".write(toFile: "\(folder)/functions/\(name)", atomically: true, encoding: .utf8)
        }
        let files = try Migration.functions(in: folder)
        #expect(files.map(\.name) == ["functions/fan-out", "functions/users"])
        #expect(files.map(\.fileName) == ["functions/fan-out.sql", "functions/users.sql"])
        #expect(files.allSatisfy { $0.number == nil })
    }
}
