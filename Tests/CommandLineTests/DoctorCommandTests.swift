import Administration
import JSON
import Postgres
import TestHarness
import Testing

@Suite("muster doctor")
struct DoctorCommandTests {
    @Test("A migrated database is healthy")
    func healthy() async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            let transcript = await installation.muster("doctor", "--json")
            #expect(transcript.exitCode == 0)
            let checks = try transcript.json.arrayValue?.compactMap { $0["check"]?.stringValue }
            #expect(
                checks == [
                    "database-url", "base-domain", "pepper", "public-address", "login-muster_admin",
                    "login-muster_app", "login-muster_product", "login-muster_worker", "login-muster_owner",
                    "server-version", "encoding",
                    "clock", "roles", "role-settings", "row-security", "session-muster_admin", "session-muster_app",
                    "session-muster_product", "session-muster_worker", "session-muster_owner", "migrations",
                    "admissions", "feed",
                    "pepper-check",
                    "queue", "dead-jobs", "isolation-muster_admin", "isolation-muster_app",
                    "isolation-muster_product", "isolation-muster_worker",
                ])
            #expect(try await installation.findings().faults.isEmpty)
        }
    }

    @Test(
        "A hole in the isolation is found",
        arguments: [
            ("ALTER TABLE muster.groups NO FORCE ROW LEVEL SECURITY", "row-security", "muster.groups does not force"),
            ("ALTER TABLE muster.users DISABLE ROW LEVEL SECURITY", "row-security", "muster.users has no row level"),
            ("DROP POLICY tenant_isolation ON muster.tokens", "row-security", "muster.tokens has no policy"),
            (
                "CREATE POLICY open ON muster.connections TO muster_app USING (true)", "isolation-muster_app",
                "muster.connections"
            ),
            (
                "CREATE POLICY open ON muster.users TO muster_app USING (true)", "row-security",
                "the policy open, which does not ask for the tenant"
            ),
            ("CREATE TABLE muster.loose (tenant_id uuid)", "row-security", "muster.loose has no row level security"),
            (
                "CREATE TABLE muster.own (id int); ALTER TABLE muster.own OWNER TO muster_app", "roles",
                "muster_app owns something"
            ),
        ])
    func holes(statements: String, check: String, detail: String) async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            try await installation.database.connected(as: .superuser) { database in
                let queries = statements.split(separator: ";").map { Query<Void>(SQL(unnamed: String($0))) }
                _ = try await database.pipeline(queries)
            }
            let (exitCode, faults) = try await installation.findings()
            #expect(exitCode == 1)
            #expect(faults[check]?.contains(detail) == true)
        }
    }

    @Test(
        "A token that is let in although it is revoked, or the other way round, is found",
        arguments: [
            ("UPDATE muster.tokens SET revoked_at = now()", "1 too many or different, 0 missing"),
            ("UPDATE muster.tenants SET requests_per_second = 50", "1 too many or different, 1 missing"),
            ("DELETE FROM muster.admissions", "0 too many or different, 1 missing"),
        ])
    func admissions(statement: String, detail: String) async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            _ = try await installation.answer(
                "token", "issue", "--tenant", "1", "--name", "Entra", "--expires-in", "1d")
            try await installation.database.connected(as: .superuser) { database in
                _ = try await database.pipeline([
                    Query<Void>(SQL(unnamed: "SET LOCAL session_replication_role = replica")),
                    Query<Void>(SQL(unnamed: statement)),
                ])
            }
            #expect(try await installation.findings().faults == ["admissions": detail])
            try await installation.database.connected(as: .owner) { owner in
                let renewal = "SELECT muster.renew_admissions(VARIADIC array_agg(id)) FROM muster.tenants"
                _ = try await owner.pipeline(Query<Void>(SQL(unnamed: renewal)))
            }
            #expect(try await installation.findings().faults.isEmpty)
        }
    }

    @Test("A pepper that is not the one of the tokens is found, and nothing is issued with it")
    func wrongPepper() async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            var other = installation
            other.environment["MUSTER_PEPPER"] = String(repeating: "y", count: 32)
            let (exitCode, faults) = try await other.findings()
            #expect(exitCode == 1)
            #expect(Array(faults.keys) == ["pepper-check"])
            let issued = await other.muster(
                "token", "issue", "--tenant", "1", "--name", "x", "--expires-in", "1d", "--json")
            #expect(issued.exitCode == 1 && issued.errorCode == "pepper")
            #expect(issued.error.contains("muster pepper replace"))
            #expect(await other.muster("pepper", "replace").exitCode == 2, "nobody replaces it by chance")
            #expect(try await installation.findings().faults.isEmpty)
            #expect(await other.muster("pepper", "replace", "--forget-all-secrets").exitCode == 0)
            #expect(try await other.findings().faults.isEmpty)
            #expect(try await Array(installation.findings().faults.keys) == ["pepper-check"])
        }
    }

    @Test("A database that is not migrated far enough is found by whoever has no password of the owner, too")
    func structure() async throws {
        try await Installation.with { installation in
            try await installation.database.connected(as: .superuser) { database in
                _ = try await database.pipeline(
                    Query<Void>(SQL(unnamed: "DELETE FROM muster.migrations WHERE number > 8")))
                let finding = await Diagnosis(of: database).structure()
                #expect(!finding.isHealthy && finding.detail.hasPrefix("up to 8 are applied, and "))
            }
            #expect(try await installation.findings().faults["migrations"]?.contains("pending") == true)
        }
    }

    @Test("Functions that are not the program's are found by whoever has no password of the owner, too")
    func functions() async throws {
        try await Installation.with { installation in
            try await installation.database.connected(as: .superuser) { database in
                _ = try await database.pipeline(Query<Void>(SQL(unnamed: "DELETE FROM muster.function_sets")))
                let finding = await Diagnosis(of: database).structure()
                #expect(!finding.isHealthy && finding.detail.hasPrefix("the functions are not those"))
            }
        }
    }

    @Test("What somebody has set for a running role is told, and is no failure")
    func roleSettings() async throws {
        try await Installation.with { installation in
            let name = installation.database.name
            try await installation.administer(
                "ALTER ROLE muster_app IN DATABASE \(name) SET default_transaction_read_only = on")
            let transcript = await installation.muster("doctor")
            #expect(transcript.exitCode == 0)
            #expect(transcript.output.contains("muster_app has settings of its own: default_transaction_read_only=on"))
        }
    }

    @Test("A session with which values would be read wrongly is found, and its advice mends it")
    func wrongSession() async throws {
        try await Installation.with { installation in
            let name = installation.database.name
            try await installation.administer("ALTER ROLE muster_app IN DATABASE \(name) SET datestyle = 'SQL, DMY'")
            let (exitCode, faults) = try await installation.findings()
            #expect(exitCode == 1)
            #expect(faults == ["session-muster_app": "datestyle is 'SQL, DMY' and not 'ISO, YMD'"])
            let advice = await installation.muster("doctor").output
            let command = "ALTER ROLE muster_app IN DATABASE \(name) SET datestyle = 'ISO, YMD'"
            #expect(advice.contains(command))
            try await installation.administer(command)
            try await installation.database.renewPooledSessions()
            #expect(try await installation.findings().faults.isEmpty)
        }
    }

    @Test("A session without what keeps the platform quick is told, and is no failure")
    func slowSession() async throws {
        try await Installation.with { installation in
            let name = installation.database.name
            for change in ["plan_cache_mode = auto", "statement_timeout = 0"] {
                try await installation.administer("ALTER ROLE muster_worker IN DATABASE \(name) SET \(change)")
            }
            let transcript = await installation.muster("doctor")
            #expect(transcript.exitCode == 0)
            #expect(
                transcript.output.contains(
                    "plan_cache_mode is 'auto' and not 'force_generic_plan'; statement_timeout is '0'"))
        }
    }

    @Test(
        "What a program's own address sets is told as that",
        .disabled(if: TestDatabase.isPooled, "PgBouncer refuses such an address"))
    func settingsInTheAddress() async throws {
        try await Installation.with { installation in
            var installation = installation
            installation.environment["MUSTER_DATABASE_URL"]? += "?options=-c%20timezone%3DEurope/Rome"
            let transcript = await installation.muster("doctor")
            #expect(transcript.exitCode == 1)
            #expect(transcript.output.contains("take it out of database-url"))
        }
    }

    @Test("An empty database needs migrations, and the doctor says so")
    func notMigrated() async throws {
        try await TestDatabase.withEmpty { database in
            let (exitCode, faults) = try await Installation(database).findings()
            #expect(exitCode == 1)
            #expect(faults["migrations"]?.contains("pending") == true)
            #expect(faults["row-security"] == "there are no tables of tenants")
        }
    }

    @Test("A short pepper, a missing one and a wrong address are told")
    func settings() async throws {
        try await Installation.with { installation in
            var installation = installation
            installation.environment["MUSTER_PEPPER"] = String(repeating: "x", count: 31)
            installation.environment["MUSTER_PUBLIC_SCHEME"] = "gopher"
            installation.environment["MUSTER_BASE_DOMAIN"] = "example.com:80"
            let short = try await installation.findings().faults
            #expect(Set(short.keys) == ["pepper", "public-address", "base-domain"])
            installation.environment["MUSTER_PEPPER"] = String(repeating: "x", count: 32)
            let longEnough = try await installation.findings().faults
            #expect(longEnough["pepper"] == nil)
        }
    }

    @Test("A database that is not there is one finding, not many")
    func unreachable() async throws {
        try await Installation.with { installation in
            var installation = installation
            installation.environment["MUSTER_DATABASE_URL"] = "postgresql://127.0.0.1:1/x"
            let (exitCode, faults) = try await installation.findings()
            #expect(exitCode == 1)
            #expect(Array(faults.keys) == ["login-muster_admin"])
        }
    }
}
