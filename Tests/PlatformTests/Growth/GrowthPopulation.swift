import FoundationEssentials
import Postgres
import TestHarness

@testable import Directory

/// One large tenant and many small ones, whose identifiers follow from numbers. It grows in steps.
///
/// Person 0 of the large tenant is in no group; everybody else is in group 1, and in one of a hundred people or fewer.
struct GrowthPopulation {
    /// The number of the tenant that has all the people.
    static let large = 0

    /// So many small tenants there are, numbered from 1, with a person each.
    private(set) var tenants = 0
    /// So many people the large tenant has.
    private(set) var people = 0

    /// The identifier of a tenant or, of a tenant with such a number, the connection.
    static func tenant(_ number: Int) -> UUID { identifier("1", number) }
    static func user(_ number: Int) -> UUID { identifier("2", number) }
    static func group(_ number: Int) -> UUID { identifier("3", number) }

    /// All are under a pepper whose identifier is zero, the previous one.
    static func digest(_ number: Int) -> SecretDigest {
        SecretDigest(
            [UInt8](repeating: 0, count: 24) + (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }

    /// SQL for the two peppers.
    static let peppers = """
        INSERT INTO muster.pepper_checks (state, value)
        VALUES ('previous', decode(repeat('00', 32), 'hex')), ('current', decode(repeat('01000000', 8), 'hex'))
        """

    /// The same secret under both peppers.
    static func digests(_ number: Int) -> SecretDigestPair {
        SecretDigestPair(digest(number), SecretDigest([1] + digest(number).bytes.dropFirst()))
    }

    private static func identifier(_ kind: String, _ number: Int) -> UUID {
        let digits = String(number)
        let text = kind + "0000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        return UUID(uuidString: text) ?? UUID()
    }

    /// Adds tenants and people until there are so many; nothing is counted or vacuumed afterwards.
    mutating func grow(_ database: TestDatabase, tenants: Int, people: Int) async throws {
        let statements = Self.statements(tenants: (self.tenants + 1, tenants), people: (self.people, people - 1))
        try await database.connected(as: .superuser, configure: { $0.maximumConnections = 1 }) { superuser in
            // What hangs together follows from the numbers; looking it up a million times would only take time.
            _ = try await superuser.rows("SET session_replication_role = replica")
            for statement in (self.people == 0 ? [Self.largeTenant] : []) + statements {
                _ = try await superuser.before(.now + .seconds(60)).rows(statement)
            }
        }
        (self.tenants, self.people) = (tenants, people)
    }

    private static let largeTenant = tenantRows("generate_series(0, 0)")

    private static func statements(tenants: (Int, Int), people: (Int, Int)) -> [String] {
        [
            tenantRows("generate_series(\(tenants.0), \(tenants.1))"),
            personRows("generate_series(\(tenants.0), \(tenants.1))", tenant: sql("1", "n"), number: "0"),
            personRows("generate_series(\(people.0), \(people.1))", tenant: sql("1", "\(large)"), number: "n"),
            secretRows("generate_series(\(people.0), \(people.1))"),
            groupRows("generate_series(\(people.0 / 100 + 1), \(people.1 / 100 + 2))"),
            memberRows("generate_series(\(max(people.0, 1)), \(people.1))"), memberCounts,
        ]
    }

    /// SQL for the digest of the secret with the number `n`; see ``digest(_:)``.
    private static let digest = "decode(lpad(to_hex(n), 64, '0'), 'hex')"

    /// SQL for the identifier of a number.
    private static func sql(_ kind: String, _ number: String) -> String {
        "('\(kind)0000000-0000-7000-8000-' || lpad((\(number))::text, 12, '0'))::uuid"
    }
}

extension GrowthPopulation {
    private static func tenantRows(_ numbers: String) -> String {
        """
        WITH t AS (SELECT n, \(sql("1", "n")) AS id FROM \(numbers) n), tenants AS (
            INSERT INTO muster.tenants (id, instance_number, client) SELECT id, n + 1, 'grown' FROM t
        ), hostnames AS (
            INSERT INTO muster.hostnames (tenant_id, hostname, is_canonical, verified_at)
            SELECT id, 'grown' || n || '.example.com', true, now() FROM t
        ), connections AS (
            INSERT INTO muster.connections (tenant_id, id, name) SELECT id, id, 'grown' FROM t
        ), tokens AS (
            INSERT INTO muster.tokens (tenant_id, id, connection_id, name, digest, expires_at)
            SELECT id, id, id, 'grown', \(digest), now() + interval '1 day' FROM t
        )
        INSERT INTO muster.admissions (hostname, digest, tenant_id, connection_id, token_id, expires_at)
        SELECT 'grown' || n || '.example.com', \(digest), id, id, id, now() + interval '1 day' FROM t
        """
    }

    private static func personRows(_ numbers: String, tenant: String, number: String) -> String {
        """
        WITH p AS (SELECT n, \(tenant) AS tenant_id, \(sql("2", number)) AS id FROM \(numbers) n), users AS (
            INSERT INTO muster.users
                   (tenant_id, id, user_name, user_name_key, display_name_key, status, document, keys, connection_id)
            SELECT tenant_id, id, 'User' || n || '.', 'user' || n || '.', 'person ' || n, 'active',
                   '{"userName":"User' || n || '"}',
                   ('{"emails":[{"value":"user' || n || '@example.com","type":"work"}]}')::jsonb,
                   tenant_id FROM p
        ), emails AS (
            INSERT INTO muster.user_emails (tenant_id, user_id, value_key)
            SELECT tenant_id, id, 'user' || n || '@example.com' FROM p
        ), names AS (
            INSERT INTO muster.user_external_ids (tenant_id, connection_id, user_id, external_id)
            SELECT tenant_id, tenant_id, id, 'x-' || n FROM p
        )
        INSERT INTO muster.memberships (tenant_id, user_id, role) SELECT tenant_id, id, 'User' FROM p
        """
    }

    private static func secretRows(_ numbers: String) -> String {
        """
        WITH p AS (
            SELECT \(sql("1", "\(large)")) AS tenant_id, \(sql("2", "n")) AS id,
                   \(digest) AS digest FROM \(numbers) n
        ), keys AS (
            INSERT INTO muster.keys (tenant_id, id, user_id, kind, digest)
            SELECT tenant_id, id, id, 'api', digest FROM p
        ), sessions AS (
            INSERT INTO muster.sessions (tenant_id, id, user_id, digest, expires_at)
            SELECT tenant_id, id, id, digest, now() + interval '1 day' FROM p
        )
        INSERT INTO muster.events (tenant_id, kind, actor_kind, subject_kind, subject_id, request_id)
        SELECT tenant_id, 'user.created', 'connection', 'user', id, 'made' FROM p
        """
    }

    private static func groupRows(_ numbers: String) -> String {
        """
        WITH g AS (
            SELECT n, \(sql("1", "\(large)")) AS tenant_id, \(sql("3", "n")) AS id FROM \(numbers) n
        ), names AS (
            INSERT INTO muster.group_external_ids (tenant_id, connection_id, group_id, external_id)
            SELECT tenant_id, tenant_id, id, 'g-' || n FROM g
            ON CONFLICT DO NOTHING
        )
        INSERT INTO muster.groups (tenant_id, id, connection_id, display_name, display_name_key)
        SELECT tenant_id, id, tenant_id, 'Group ' || n, 'group ' || n FROM g
        ON CONFLICT DO NOTHING
        """
    }

    /// What the statements of the programs keep by themselves.
    private static let memberCounts = """
        UPDATE muster.groups g SET member_count = c.members
          FROM (SELECT group_id, count(*) AS members FROM muster.group_members GROUP BY group_id) c
         WHERE g.id = c.group_id AND g.member_count <> c.members
        """

    private static func memberRows(_ numbers: String) -> String {
        """
        INSERT INTO muster.group_members (tenant_id, group_id, user_id)
        SELECT \(sql("1", "\(large)")), g.id, \(sql("2", "n")) FROM \(numbers) n
         CROSS JOIN LATERAL (VALUES (\(sql("3", "1"))), (\(sql("3", "2 + n / 100")))) AS g (id)
        """
    }
}
