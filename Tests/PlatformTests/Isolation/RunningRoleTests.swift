import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

@Suite("The roles that Muster runs as")
struct RunningRoleTests {
    static let roles = [TestDatabase.Role.app, .product, .worker, .admin]

    @Test("A role has no power over the cluster, is in no other role, and owns nothing", arguments: roles)
    func powerless(role: TestDatabase.Role) async throws {
        try await TestDatabase.with { database in
            try await database.connected(as: role) { connected in
                let powers = try await connected.rows(
                    """
                    SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
                      FROM pg_roles WHERE rolname = current_user
                    """)
                let owned = try await connected.rows(
                    """
                    SELECT s.classid::regclass, s.objid FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
                      LEFT JOIN pg_database d ON d.oid = s.dbid
                     WHERE r.rolname = current_user AND s.deptype = 'o'
                       AND (s.dbid = 0 OR d.datname = current_database())
                    """)
                let memberships = try await connected.rows(
                    """
                    SELECT m.roleid::regrole FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
                     WHERE r.rolname = current_user
                    """)
                #expect(powers == [[role.rawValue, "f", "f", "f", "f", "f"]])
                #expect(owned.isEmpty)
                #expect(memberships.isEmpty)
            }
        }
    }

    @Test("A role cannot become another one, make anything, or change a policy", arguments: roles)
    func confined(role: TestDatabase.Role) async throws {
        try await TestDatabase.with { database in
            try await database.connected(as: role) { connected in
                for statement in [
                    "SET ROLE muster_owner", "SET SESSION AUTHORIZATION postgres", "CREATE TABLE muster.mine ()",
                    "CREATE TABLE public.mine ()", "ALTER TABLE muster.users DISABLE ROW LEVEL SECURITY",
                    "DROP POLICY tenant_isolation ON muster.users", "TRUNCATE muster.users",
                    "CALL muster.isolate('muster.users')", "SELECT * FROM pg_authid",
                ] {
                    let error = await #expect(throws: DatabaseError.self, "\(statement)") {
                        _ = try await connected.rows(statement)
                    }
                    #expect(error?.sqlState == .insufficientPrivilege, "\(statement): \(String(describing: error))")
                }
            }
        }
    }

    /// Of SECURITY DEFINER functions those that name in full whatever they use; see SearchPathTests.
    private static let namingInFull = ["muster.admit(text,bytea)"]

    @Test("Whatever SECURITY DEFINER function there is has a fixed search path or needs none, and PUBLIC may call none")
    func functions() async throws {
        try await TestDatabase.with { database in
            let loose = try await database.inspect(
                """
                SELECT p.oid::regprocedure FROM pg_proc p
                 WHERE p.pronamespace = 'muster'::regnamespace
                   AND (p.prosecdef AND NOT coalesce(p.proconfig::text LIKE '%search_path=pg_catalog, pg_temp%', false)
                        OR EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                                    WHERE a.grantee = 0))
                """)
            #expect(loose.map { $0[0] } == Self.namingInFull, "\(loose)")
        }
    }
}
