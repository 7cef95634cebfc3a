import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

/// The table by which requests are let in repeats what four others say.
@Suite("The table of admissions")
struct AdmissionTests {
    private static let comparison = "SELECT too_many, too_few FROM muster.compare_admissions()"
    private static let agreement = [["0", "0"]]

    /// What can happen to tenants, host names, connections and tokens; each to some of them, at random.
    private static let changes = [
        """
        INSERT INTO muster.tokens (tenant_id, connection_id, name, digest, expires_at)
        SELECT c.tenant_id, c.id, 'more', sha256(gen_random_uuid()::text::bytea), now() + interval '1 day'
          FROM muster.connections c WHERE random() < 0.5
        """,
        "UPDATE muster.tokens SET revoked_at = now() WHERE random() < 0.3",
        "UPDATE muster.tokens SET revoked_at = NULL WHERE random() < 0.3",
        "UPDATE muster.tokens SET expires_at = expires_at + interval '1 day' WHERE random() < 0.3",
        "UPDATE muster.tokens SET digest = sha256(gen_random_uuid()::text::bytea) WHERE random() < 0.3",
        """
        INSERT INTO muster.token_uses (tenant_id, token_id, used_at) SELECT tenant_id, id, now() FROM muster.tokens
            ON CONFLICT (tenant_id, token_id) DO UPDATE SET used_at = excluded.used_at
        """,
        "UPDATE muster.tokens SET name = name || 'x' WHERE length(name) < 90",
        "UPDATE muster.tokens k SET connection_id = c.id FROM muster.connections c WHERE c.tenant_id = k.tenant_id",
        "DELETE FROM muster.tokens WHERE random() < 0.2",
        "INSERT INTO muster.connections (tenant_id, name) SELECT id, gen_random_uuid()::text FROM muster.tenants",
        "UPDATE muster.connections SET status = (ARRAY['on', 'off', 'paused'])[1 + floor(random() * 3)]",
        "UPDATE muster.connections SET status = 'on'",
        """
        INSERT INTO muster.hostnames (tenant_id, hostname, verified_at)
        SELECT id, gen_random_uuid() || '.example.net', CASE WHEN random() < 0.7 THEN now() END FROM muster.tenants
        """,
        "UPDATE muster.hostnames SET verified_at = now() WHERE random() < 0.5",
        "UPDATE muster.hostnames SET verified_at = NULL WHERE NOT is_canonical AND random() < 0.5",
        "UPDATE muster.hostnames SET hostname = gen_random_uuid() || '.example.org' WHERE random() < 0.2",
        "DELETE FROM muster.hostnames WHERE NOT is_canonical AND random() < 0.3",
        """
        UPDATE muster.tenants
           SET status = (ARRAY['onboarding', 'active', 'suspended', 'offboarded'])[1 + floor(random() * 4)]
        """,
        "UPDATE muster.tenants SET status = 'active'",
        "UPDATE muster.tenants SET requests_per_second = 25 + floor(random() * 10) WHERE random() < 0.5",
        "TRUNCATE muster.tokens CASCADE",
    ]

    @Test("Whatever changes, in whatever order, it says what tenants, host names, connections and tokens say")
    func anything() async throws {
        try await RunningPlatform.with { platform in
            for instance in 1...3 { _ = try await TestTenant.onboard(platform, instance: instance, client: "a") }
            var rows = 0
            for _ in 0..<15 {
                for change in Self.changes.shuffled() {
                    try await platform.inspect(change)
                    try #require(try await platform.inspect(Self.comparison) == Self.agreement, "\(change)")
                    rows += try await platform.count("SELECT count(*) FROM muster.admissions")
                }
            }
            #expect(rows > 100, "there has to be something to compare")
        }
    }

    /// There is no row that both would touch, so nothing but the lock of the tenant has one wait for the other.
    @Test("A connection that is switched on while its token is being revoked does not let the token in")
    func meanwhile() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await platform.inspect("UPDATE muster.connections SET status = 'off'")
            try await platform.database.connected(as: .superuser) { other in
                let switchOn = "UPDATE muster.connections SET status = 'on'"
                let waiting = """
                    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """
                try await platform.database.connected(as: .superuser) { first in
                    let second = try await first.transaction { transaction in
                        try await transaction.pipeline(
                            Query<Void>(SQL(unnamed: "UPDATE muster.tokens SET revoked_at = now()")))
                        let second = Task { try await other.rows(switchOn) }
                        let deadline = ContinuousClock.now + .seconds(5)
                        while try await platform.count(waiting) == 0, ContinuousClock.now < deadline {
                            try await Task.sleep(for: .milliseconds(10))
                        }
                        return second
                    }
                    _ = try await second.value
                }
            }
            #expect(try await platform.inspect(Self.comparison) == Self.agreement)
            #expect(try await tenant.send("GET", "/Users").status == 401)
        }
    }

    @Test("Who is missing in it is let in all the same, and a use of a token does not write it anew")
    func missing() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let version = "SELECT xmin, ctid FROM muster.admissions"
            let before = try await platform.inspect(version)
            #expect(try await tenant.send("GET", "/Users").status == 200)
            try await platform.eventually(1, "SELECT count(*) FROM muster.token_uses")
            #expect(try await platform.inspect(version) == before)
            try await platform.inspect("DELETE FROM muster.admissions")
            #expect(try await tenant.send("GET", "/Users").status == 200)
            #expect(try await tenant.createUser("ada@example.com").isEmpty == false)
        }
    }

    @Test(
        "Nobody changes whom the platform lets in from a snapshot that may be too old",
        arguments: ["REPEATABLE READ", "SERIALIZABLE"])
    func isolationLevel(level: String) async throws {
        try await RunningPlatform.with { platform in
            _ = try await TestTenant.onboard(platform)
            let error = await #expect(throws: DatabaseError.self) {
                try await platform.onlooker.transaction { transaction in
                    try await transaction.pipeline(
                        Query<Void>(SQL(unnamed: "SET TRANSACTION ISOLATION LEVEL \(level)")),
                        Query<Void>(SQL(unnamed: "UPDATE muster.tokens SET revoked_at = now()")))
                }
            }
            #expect(error?.sqlState?.rawValue == "25000")
            #expect(try await platform.inspect(Self.comparison) == Self.agreement)
        }
    }

    @Test("Programs run under READ COMMITTED, whatever is set for the role or the database")
    func sessionLevel() async throws {
        try await RunningPlatform.with { platform in
            try await platform.inspect(
                "ALTER DATABASE \(platform.database.name) SET default_transaction_isolation = 'serializable'")
            try await platform.database.connected(as: .app) { app async throws in
                #expect(try await app.rows("SHOW transaction_isolation") == [["read committed"]])
            }
        }
    }

    @Test("Upkeep compares tenant by tenant, and finds what somebody wrote past the triggers")
    func compared() async throws {
        try await RunningPlatform.with { platform in
            for instance in 1...5 { _ = try await TestTenant.onboard(platform, instance: instance, client: "a") }
            try await platform.inspect(
                "DELETE FROM muster.admissions WHERE tenant_id IN (SELECT max(id::text)::uuid FROM muster.tenants)")
            try await platform.database.connected(as: .worker) { worker in
                var (wrong, rounds) = (0, 0)
                var last: UUID? = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                while let behind = last {
                    let found = try await worker.pipeline(Safeguards.compareAdmissions(behind: behind, limit: 2))
                    (wrong, last, rounds) = (wrong + found.wrong, found.last, rounds + 1)
                }
                #expect(wrong == 1 && rounds == 3)
            }
        }
    }
}
