import Directory
import Postgres
import TestHarness
import Testing

@Suite("Functions with the owner's rights and no search path of their own")
struct SearchPathTests {
    /// Everything that the functions could mean, of the same names, in a schema that comes before PostgreSQL's own.
    private static let trap = """
        DO $trap$ BEGIN
        CREATE SCHEMA trap;
        GRANT USAGE ON SCHEMA trap TO muster_app, muster_owner;
        CREATE FUNCTION trap.sprung() RETURNS boolean LANGUAGE plpgsql
            AS $$ BEGIN RAISE 'the trap was sprung' USING ERRCODE = 'TRAP1'; END $$;
        CREATE FUNCTION trap.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT NULL::timestamptz WHERE trap.sprung() $$;
        CREATE FUNCTION trap.set_config(text, text, boolean) RETURNS text LANGUAGE sql
            AS $$ SELECT ''::text WHERE trap.sprung() $$;
        CREATE FUNCTION trap.joined(text, text) RETURNS text LANGUAGE sql AS $$ SELECT ''::text WHERE trap.sprung() $$;
        CREATE FUNCTION trap.same(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT trap.sprung() $$;
        CREATE FUNCTION trap.same(bytea, bytea) RETURNS boolean LANGUAGE sql AS $$ SELECT trap.sprung() $$;
        CREATE FUNCTION trap.later(timestamptz, timestamptz) RETURNS boolean LANGUAGE sql AS $$ SELECT trap.sprung() $$;
        CREATE OPERATOR trap.|| (FUNCTION = trap.joined, LEFTARG = text, RIGHTARG = text);
        CREATE OPERATOR trap.= (FUNCTION = trap.same, LEFTARG = text, RIGHTARG = text);
        CREATE OPERATOR trap.= (FUNCTION = trap.same, LEFTARG = bytea, RIGHTARG = bytea);
        CREATE OPERATOR trap.> (FUNCTION = trap.later, LEFTARG = timestamptz, RIGHTARG = timestamptz);
        CREATE DOMAIN trap.text AS pg_catalog.text CHECK (trap.sprung());
        END $trap$
        """

    @Test("admit and refuse as ever where a search path leads elsewhere first")
    func misled() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let secret = try #require(PresentedSecret(tenant.token.utf8))
            let digest = secret.digest(pepper: RunningPlatform.peppers.current)
            try await platform.database.inspect(Self.trap)
            try await platform.database.connected(as: .app) { app in
                let mislead = Query<Void>(SQL(unnamed: "SELECT set_config('search_path', 'trap, pg_catalog', true)"))
                for statement in [
                    "SELECT 'a'::pg_catalog.text || 'b'::pg_catalog.text", "SELECT 'a'::text", "SELECT now()",
                ] {
                    let error = await #expect(throws: DatabaseError.self, "\(statement)") {
                        _ = try await app.pipeline(mislead, Query<Void>(SQL(unnamed: statement)))
                    }
                    #expect(error?.sqlState?.rawValue == "TRAP1", "\(statement): \(String(describing: error))")
                }
                let access = try await app.pipeline(
                    mislead, Access.authenticate(hostname: tenant.hostname, digest: digest)
                ).1
                #expect(access.tenant == tenant.id && access.connection == tenant.connection)
                let unissued = try IssuedSecret.mint().digest(pepper: RunningPlatform.peppers.current)
                await expectRefusal(.invalidToken, "a token that nobody issued") {
                    _ = try await app.pipeline(
                        mislead, Access.authenticate(hostname: tenant.hostname, digest: unissued))
                }
            }
        }
    }
}
