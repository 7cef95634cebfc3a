import FoundationEssentials
import Postgres
import TestHarness
import Testing

@Suite("The role of a server for the product alone")
struct ProductRoleTests {
    @Test("It can write nothing, and sees no column beyond those that introspection reads")
    func columns() async throws {
        try await TestDatabase.with { database in
            let writable = try await database.inspect(
                """
                SELECT c.relname FROM pg_class c
                 WHERE c.relnamespace = 'muster'::regnamespace AND c.relkind IN ('r', 'p', 'S', 'v')
                   AND (has_table_privilege('muster_product', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                        OR c.relkind <> 'S' AND has_any_column_privilege('muster_product', c.oid, 'INSERT, UPDATE'))
                """)
            #expect(writable.isEmpty, "\(writable)")
            let readable = try await database.inspect(
                """
                SELECT c.relname || '.' || a.attname FROM pg_class c
                  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                 WHERE c.relnamespace = 'muster'::regnamespace AND c.relkind IN ('r', 'p')
                   AND has_column_privilege('muster_product', c.oid, a.attnum, 'SELECT')
                """)
            let expected = [
                "environments": ["id", "is_restricted", "name", "tenant_id"],
                "group_environments": ["environment_id", "group_id", "tenant_id"],
                "group_members": ["group_id", "tenant_id", "user_id"],
                "groups": ["display_name", "id", "tenant_id"],
                "keys": [
                    "created_at", "digest", "environment_id", "expires_at", "kind", "revoked_at", "tenant_id",
                    "user_id",
                ],
                "memberships": ["deleted_at", "role", "tenant_id", "user_id"],
                "sessions": ["digest", "ended_at", "expires_at", "opened_at", "tenant_id", "user_id"],
                "tenants": ["id", "instance_number"],
                "users": ["access_epoch", "deleted_at", "id", "status", "tenant_id", "user_name"],
            ]
            let names = expected.flatMap { table, columns in columns.map { "\(table).\($0)" } }
            #expect(Set(readable.compactMap { $0[0] }) == Set(names))
        }
    }

    @Test("It can let in the operator's programs, and nobody with a SCIM token")
    func functions() async throws {
        try await TestDatabase.with { database in
            let callable = try await database.inspect(
                """
                SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'muster'::regnamespace
                   AND has_function_privilege('muster_product', p.oid, 'EXECUTE')
                """)
            #expect(
                Set(callable.compactMap { $0[0] }) == [
                    "authenticate_client", "check_client", "forget_holder", "has_functions", "known_peppers",
                    "note_peppers", "read_feed", "renew_belonging", "renew_client", "structure", "tenant_of",
                ])
        }
    }
}
