import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Row level security")
struct RowSecurityTests {
    @Test("Every table with a tenant forces it, and every policy for a running role asks for the bound tenant")
    func policies() async throws {
        try await TestDatabase.with { database in
            let unforced = try await database.inspect(
                """
                SELECT c.oid::regclass FROM pg_class c
                 WHERE c.relnamespace = 'muster'::regnamespace AND c.relkind IN ('r', 'p')
                   AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                """)
            #expect(
                Set(unforced) == [["muster.migrations"], ["muster.function_files"], ["muster.function_sets"]],
                "only what the migrator keeps belongs to no tenant")
            let open = try await database.inspect(
                """
                SELECT p.tablename, p.policyname FROM pg_policies p
                 WHERE p.schemaname = 'muster' AND p.roles <> '{muster_owner}'
                   AND NOT (p.qual LIKE '%muster.tenant%'
                            AND (p.with_check LIKE '%muster.tenant%' OR p.cmd = 'SELECT'))
                """)
            #expect(
                Set(open) == [["clients", "staff"], ["tenants", "staff"]],
                "staff see every tenant's entry and the operator's own programs, and nothing else")
            let unprotected = try await database.inspect(
                """
                SELECT t.name FROM (\(Self.tables)) t
                 WHERE NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = 'muster' AND p.tablename = t.name
                                      AND p.policyname = 'tenant_isolation')
                """)
            #expect(unprotected.isEmpty, "\(unprotected)")
        }
    }

    @Test("Every primary key, unique index and foreign key of such a table begins with the tenant")
    func keys() async throws {
        try await TestDatabase.with { database in
            let loose = try await database.inspect(
                """
                SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
                 WHERE c.relnamespace = 'muster'::regnamespace AND i.indisunique AND i.indkey[0] <> a.attnum
                 UNION ALL
                SELECT k.conname::text FROM pg_constraint k
                  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attname = 'tenant_id'
                 WHERE k.connamespace = 'muster'::regnamespace AND k.contype = 'f' AND k.conkey[1] <> a.attnum
                """)
            #expect(
                Set(loose) == [["muster.hostnames_routing_key"], ["muster.admissions_routing_key"]],
                "the two indexes that find the tenant")
        }
    }

    @Test("A statement without a tenant clause sees and changes nothing foreign", arguments: RunningRoleTests.roles)
    func noClause(role: TestDatabase.Role) async throws {
        try await RunningPlatform.with { platform in
            let (own, foreign) = try await Self.populate(platform)
            let tables = try await platform.inspect(Self.tables).compactMap { $0[0] }
            #expect(tables.count >= 23)
            try await platform.database.connected(as: role, configure: { $0.maximumConnections = 1 }) { connected in
                for table in tables {
                    try await Self.check(table, connected, own: own, foreign: foreign, platform)
                }
            }
        }
    }

    /// The tables that hold tenants' data. Partitions are reached through their parents only.
    private static let tables = """
        SELECT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relnamespace = 'muster'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'tenant_id'
           AND NOT c.relispartition
         ORDER BY 1
        """

    /// Two tenants with something in every table.
    private static func populate(_ platform: RunningPlatform) async throws -> (own: UUID, foreign: UUID) {
        var tenants: [UUID] = []
        for (instance, client) in [(1, "acme"), (2, "evil")] {
            let tenant = try await TestTenant.onboard(platform, instance: instance, client: client)
            let user = try await tenant.createUser(
                "ada@example.com", ["externalId": "1", "emails": [["value": "ada@example.com"]]])
            let group = try await tenant.createGroup("Team", members: [user])
            let named = try await tenant.send("PATCH", "/Groups/\(group)", .replacing("externalId", with: "2"))
            try #require(named.status == 200)
            let leaver = try await tenant.createUser("leaver@example.com")
            try #require(try await tenant.send("DELETE", "/Users/\(leaver)").status == 204)
            for statement in Self.offboardingRows {
                try await platform.inspect(statement, [.uuid(tenant.id), .text(user), .text(group)])
            }
            tenants.append(tenant.id)
        }
        return (tenants[0], tenants[1])
    }

    /// A row in every table that only staff or the worker fill; of a tenant, a person and a group.
    private static let offboardingRows = [
        """
        INSERT INTO muster.environments (tenant_id, id, name) SELECT $1, $2::uuid, $3
        """,
        "INSERT INTO muster.group_environments (tenant_id, environment_id, group_id) SELECT $1, $2::uuid, $3::uuid",
        """
        INSERT INTO muster.keys (tenant_id, id, user_id, kind, digest)
        SELECT $1, gen_random_uuid(), $2::uuid, 'api', sha256($3::text::bytea)
        """,
        """
        INSERT INTO muster.sessions (tenant_id, id, user_id, digest, expires_at)
        SELECT $1, gen_random_uuid(), $2::uuid, sha256($3::text::bytea), now()
        """,
        """
        INSERT INTO muster.token_uses (tenant_id, token_id, used_at)
        SELECT k.tenant_id, k.id, now() FROM muster.tokens k WHERE k.tenant_id = $1 AND $2 <> $3
            ON CONFLICT DO NOTHING
        """,
        "INSERT INTO muster.tenant_settings (tenant_id) SELECT $1 WHERE $2 <> $3",
        "INSERT INTO muster.holds (tenant_id, people, base, began_at) SELECT $1, 1, 1, now() WHERE $2 <> $3",
        """
        INSERT INTO muster.jobs (tenant_id, kind, ordering_key, subject_id) SELECT $1, 'anonymise', $3, $2::uuid
        """,
        "INSERT INTO muster.breaker_minutes (tenant_id, minute, people) SELECT $1, now(), 1 WHERE $2 <> $3",
        "INSERT INTO muster.breaker_bases (tenant_id, people, is_whole) SELECT $1, 1, true WHERE $2 <> $3",
        """
        INSERT INTO muster.webhook_endpoints (tenant_id, id, url, sealed_secret)
        SELECT $1, $2::uuid, $3, ''
        """,
        """
        INSERT INTO muster.webhook_deliveries
               (tenant_id, id, endpoint_id, generation, payload, ending, attempts, created_at)
        SELECT $1, 1, $2::uuid, 1, '{}', 'delivered', 1, now() WHERE $3 <> ''
        """,
        """
        INSERT INTO muster.finished_jobs
               (tenant_id, id, kind, lane, ordering_key, subject_id, generation, payload, outcome, attempts, created_at)
        SELECT $1, 1, 'notify', 'standard', $3, $2::uuid, 1, '{}', 'done', 1, now()
        """,
    ]

    private static func check(
        _ table: String, _ connected: Database, own: UUID, foreign: UUID, _ platform: RunningPlatform
    ) async throws {
        let theirs = "SELECT count(*) FROM muster.\(table) WHERE tenant_id = $1"
        let (ownRows, foreignRows) = (
            try await platform.count(theirs, [.uuid(own)]), try await platform.count(theirs, [.uuid(foreign)])
        )
        try #require(ownRows > 0 && foreignRows > 0, "\(table) has to hold something to prove anything")

        if try await isAllowed("SELECT", table, connected) {
            let seen = "SELECT DISTINCT tenant_id FROM muster.\(table)"
            #expect(try await connected.rows(seen).isEmpty, "\(table) before any tenant was bound")
            #expect(try await connected.rows(seen, boundTo: own) == [[own.text]], "\(table)")
            #expect(try await connected.rows(seen).isEmpty, "\(table) after the tenant's transaction")
        }
        if try await isAllowed("INSERT", table, connected) {
            await expectRefusal(.insufficientPrivilege, "INSERT into \(table)") {
                _ = try await connected.rows(
                    "INSERT INTO muster.\(table) (tenant_id) VALUES ($1)", [.uuid(foreign)], boundTo: own)
            }
        }
        if try await isAllowed("UPDATE", table, connected) {
            await expectRefusal(.insufficientPrivilege, "giving away rows of \(table)") {
                _ = try await connected.rows(
                    "UPDATE muster.\(table) SET tenant_id = $1", [.uuid(foreign)], boundTo: own)
            }
            let update = "UPDATE muster.\(table) SET tenant_id = tenant_id RETURNING tenant_id"
            #expect(try await connected.rows(update, boundTo: own).count == ownRows, "UPDATE \(table)")
        }
        if try await isAllowed("DELETE", table, connected) {
            let delete = Query<Int>.affected(SQL(unnamed: "DELETE FROM muster.\(table)"))
            await #expect(throws: Undo.self) {
                try await connected.transaction { transaction in
                    let deleted = try await transaction.pipeline(Tenants.bind(own), delete).1
                    #expect(deleted == ownRows, "DELETE FROM \(table)")
                    throw Undo()
                }
            }
        }
    }

    /// Rolls a transaction back: the other tables are still to be looked at.
    private struct Undo: Error {}

    private static func isAllowed(_ privilege: String, _ table: String, _ connected: Database) async throws -> Bool {
        let wholeTable = privilege == "DELETE"
        let question =
            wholeTable
            ? "SELECT has_table_privilege('muster.\(table)', 'DELETE')"
            : "SELECT has_column_privilege('muster.\(table)', 'tenant_id', '\(privilege)')"
        return try await connected.rows(question) == [["t"]]
    }
}
