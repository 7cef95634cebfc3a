import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("The end of a token")
struct RevocationTests {
    /// What ends access, and what the next request is told.
    private static let ends: [(statement: String, status: Int)] = [
        ("UPDATE muster.tokens SET revoked_at = now() WHERE tenant_id = $1", 401),
        ("UPDATE muster.tokens SET created_at = now() - interval '1 h', expires_at = now() WHERE tenant_id = $1", 401),
        ("UPDATE muster.tenants SET status = 'suspended' WHERE id = $1", 403),
        ("UPDATE muster.tenants SET status = 'offboarded' WHERE id = $1", 421),
        ("UPDATE muster.connections SET status = 'off' WHERE tenant_id = $1", 403),
        ("UPDATE muster.connections SET status = 'paused' WHERE tenant_id = $1", 403),
    ]

    @Test("The very next request is refused, by every server, for reads and writes", arguments: ends)
    func refused(statement: String, status: Int) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let neighbour = try await TestTenant.onboard(platform, instance: 7, client: "neighbour")
            try await RunningPlatform.with(platform.database) { second in
                let elsewhere = HTTPTestClient(port: second.port, host: tenant.hostname.text)
                let authorization = [("Authorization", "Bearer \(tenant.token)")]
                #expect(try await elsewhere.send("GET", "/scim/v2/Users", headers: authorization).status == 200)
                #expect(try await tenant.send("GET", "/Users").status == 200)

                try await platform.inspect(statement, [.uuid(tenant.id)])
                let answers = [
                    try await elsewhere.send("GET", "/scim/v2/Users", headers: authorization),
                    try await tenant.send("GET", "/Users"),
                    try await tenant.send("POST", "/Users", ["userName": "late@example.com"]),
                    try await tenant.send("GET", "/ServiceProviderConfig"),
                ]
                for answer in answers { #expect(answer.status == status && answer.isSCIMError, "\(answer.text)") }
                #expect(try await neighbour.send("GET", "/Users").status == 200)
                #expect(try await platform.count("SELECT count(*) FROM muster.users") == 0)
            }
        }
    }

    /// The two sides of one instant, seen by the database in one transaction.
    @Test("A token that expires now is expired; one that expires a microsecond later is not", arguments: [0, 1])
    func expiry(microseconds: Int) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let secret = try #require(PresentedSecret(tenant.token.utf8))
            let digest = secret.digest(pepper: RunningPlatform.peppers.current)
            let statement = {
                try await platform.database.connected(as: .superuser) { superuser in
                    try await superuser.pipeline(
                        Query<Void>(
                            SQL(
                                unnamed: """
                                    UPDATE muster.tokens SET created_at = now() - interval '1 hour',
                                           expires_at = now() + $1::bigint * interval '1 microsecond'
                                    """), [.integer(microseconds)]),
                        Access.authenticate(hostname: tenant.hostname, digest: digest)
                    ).1
                }
            }
            if microseconds == 0 {
                await expectRefusal(.invalidToken, "expired now") { _ = try await statement() }
            } else {
                #expect(try await statement().tenant == tenant.id)
            }
        }
    }

    @Test("Of two tokens of a connection, the end of one leaves the other")
    func rotation() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let next = try await TestTenant.issueToken(platform, tenant: tenant.id, connection: tenant.connection)
            try await platform.inspect(
                "UPDATE muster.tokens SET revoked_at = now() WHERE created_at = (SELECT min(created_at) FROM muster.tokens)"
            )
            #expect(try await tenant.send("GET", "/Users").status == 401)
            let headers = [("Authorization", "Bearer \(next)")]
            #expect(try await tenant.send("GET", "/Users", headers: headers).status == 200)
        }
    }
}
