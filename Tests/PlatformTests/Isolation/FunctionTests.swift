import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

@Suite("Functions of the database")
struct FunctionTests {
    private static func texts() throws -> [String] {
        let files = try Migration.files(in: TestDatabase.migrations)
        return try (files + Migration.functions(in: TestDatabase.migrations)).map(\.text)
    }

    @Test("Each stands in one place")
    func once() async throws {
        let names = try Self.texts().flatMap { text in
            text.matches(of: /CREATE (OR REPLACE )?(?:FUNCTION|PROCEDURE) muster\.(\w+)\(/).map { String($0.output.2) }
        }
        try await TestDatabase.with { database in
            let there = try await database.inspect(
                "SELECT proname FROM pg_proc WHERE pronamespace = 'muster'::regnamespace ORDER BY 1"
            ).compactMap { $0[0] }
            #expect(names.sorted() == there.sorted())
        }
    }

    @Test("Programs need those that there are")
    func needed() async throws {
        try await TestDatabase.with { database in
            let sets = try await database.inspect("SELECT checksum FROM muster.function_sets")
            #expect(sets == [[Structure.functions]], "this is what Structure.functions has to be")
        }
    }

    @Test("Their files may run any number of times, and nothing is different afterwards")
    func again() async throws {
        let description = """
            SELECT pg_get_functiondef(p.oid), (SELECT array_agg(a ORDER BY a) FROM unnest(p.proacl::text[]) a)
              FROM pg_proc p WHERE p.pronamespace = 'muster'::regnamespace ORDER BY p.oid::regprocedure::text
            """
        let relations = """
            SELECT c.relname, (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid)
              FROM pg_class c WHERE c.relnamespace = 'muster'::regnamespace ORDER BY 1
            """
        try await TestDatabase.with { database in
            let before = try await (database.inspect(description), database.inspect(relations))
            // Rights that a file does not give are taken away.
            try await database.inspect("GRANT EXECUTE ON FUNCTION muster.look_up_access TO muster_app, PUBLIC")
            try await database.inspect("UPDATE muster.function_files SET checksum = 'another'")
            try await database.migrate()
            let after = try await (database.inspect(description), database.inspect(relations))
            #expect(after.0 == before.0)
            #expect(after.1 == before.1)
        }
    }
}
