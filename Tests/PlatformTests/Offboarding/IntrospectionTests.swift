import Administration
import Directory
import FoundationEssentials
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Asking whether a key or a session counts")
struct IntrospectionTests {
    private static let form = ("Content-Type", "application/x-www-form-urlencoded")

    private func ask(
        _ secret: String, at host: String, as authorization: String?, _ platform: RunningPlatform
    ) async throws -> HTTPTestResponse {
        try await HTTPTestClient(port: platform.port, host: host).send(
            "POST", "/oauth2/introspect",
            headers: [Self.form] + (authorization.map { [("Authorization", $0)] } ?? []),
            body: Array("token=\(secret)".utf8))
    }

    private func basic(_ id: String, _ secret: String) -> String {
        "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()
    }

    @Test("Who is no registered client, or no longer, is told nothing")
    func clients() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            let staff = platform.administrator
            let (client, other) = (
                try await staff.createClient(name: "product"), try await staff.createClient(name: "other")
            )
            let right = basic(client.id.text, client.secret.text)
            func status(_ authorization: String?) async throws -> HTTPTestResponse {
                try await ask(belongings.key, at: tenant.hostname.text, as: authorization, platform)
            }
            #expect(try await status(right).status == 200)
            let wrong: [String?] = [
                nil, "Basic", "Basic !", "Bearer \(client.secret.text)", "Bearer \(tenant.token)",
                basic(client.id.text, other.secret.text), basic(other.id.text, client.secret.text),
                basic(client.id.text, belongings.key), basic(UUID().text, client.secret.text),
            ]
            for authorization in wrong {
                let answer = try await status(authorization)
                #expect(answer.status == 401)
                #expect(answer.header("WWW-Authenticate")?.hasPrefix("Basic") == true)
                #expect(!answer.text.contains("active"))
            }
            _ = try await staff.revokeClient(client.id)
            #expect(try await status(right).status == 401)
        }
    }

    @Test("At another tenant's host, and while its own tenant is suspended, nothing counts")
    func hosts() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let other = try await TestTenant.onboard(platform, instance: 7, client: "other")
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            let client = try await platform.administrator.createClient(name: "product")
            let right = basic(client.id.text, client.secret.text)
            let inactive: JSON = ["active": false]
            for secret in [belongings.key, belongings.session, "x", ""] {
                let answer = try await ask(secret, at: other.hostname.text, as: right, platform)
                #expect(answer.status == 200)
                #expect(try answer.json == inactive)
            }
            let nowhere = try await ask(belongings.key, at: "cp-inst9-nobody.example.com", as: right, platform)
            #expect(nowhere.status == 421)
            _ = try await platform.administrator.suspendTenant(.id(tenant.id))
            let suspended = try await ask(belongings.key, at: tenant.hostname.text, as: right, platform)
            #expect(try suspended.json == inactive)
            _ = try await platform.administrator.resumeTenant(.id(tenant.id))
            #expect(try await belongings.count() == [true, true])
        }
    }

    @Test("The answer has what RFC 7662 section 2.2 names, and expires with the secret, at the instant itself")
    func expiry() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            let answer = try await belongings.introspect(belongings.session).json
            #expect(answer["active"] == true)
            #expect(answer["sub"] == .string(user))
            #expect(answer["username"] == "ada@example.com")
            #expect(answer["token_type"] == "session")
            let (issued, expires) = (answer["iat"]?.integerValue, answer["exp"]?.integerValue)
            #expect(expires == issued.map { $0 + 3600 })
            try await platform.inspect("UPDATE muster.sessions SET expires_at = clock_timestamp()")
            try await platform.inspect("UPDATE muster.keys SET expires_at = clock_timestamp() + interval '1 minute'")
            #expect(try await belongings.count() == [true, false])
            try await platform.inspect("UPDATE muster.keys SET expires_at = clock_timestamp()")
            #expect(try await belongings.count() == [false, false])
        }
    }

    @Test("A key for a team's environment counts while its person is in a team that has it")
    func teams() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let group = try await tenant.createGroup("Team", members: [user])
            let staff = platform.administrator
            _ = try await staff.completeSetUp(UserReference(user), of: .id(tenant.id))
            _ = try await staff.createEnvironment(of: .id(tenant.id), name: "production")
            _ = try await staff.assignEnvironment("production", to: group, of: .id(tenant.id))
            let key = try await staff.issueKey(
                to: UserReference(user), of: .id(tenant.id), for: .environment("production")
            ).secret.text
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            func counts() async throws -> Bool {
                try await belongings.introspect(key).json["active"] == .bool(true)
            }
            #expect(try await counts())
            let leaving = JSON.patch("remove", "members[value eq \"\(user)\"]", nil)
            #expect(try await tenant.send("PATCH", "/Groups/\(group)", leaving).status < 300)
            #expect(try await !counts())
            let joining = JSON.patch("add", "members", .members([user]))
            #expect(try await tenant.send("PATCH", "/Groups/\(group)", joining).status < 300)
            #expect(try await counts())
        }
    }

    @Test("Whoever deletes the group of an environment opens it to nobody, and the log says what it lost")
    func deletedTeam() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let group = try await tenant.createGroup("Operations")
            let staff = platform.administrator
            _ = try await staff.completeSetUp(UserReference(user), of: .id(tenant.id))
            let environment = try await staff.createEnvironment(of: .id(tenant.id), name: "production")
            let key = try await staff.issueKey(
                to: UserReference(user), of: .id(tenant.id), for: .environment("production")
            ).secret.text
            let belongings = try await Belongings.give(to: user, of: tenant, platform)
            func counts() async throws -> Bool {
                try await belongings.introspect(key).json["active"] == .bool(true)
            }
            #expect(try await counts())
            _ = try await staff.assignEnvironment("production", to: group, of: .id(tenant.id))
            #expect(try await !counts())
            #expect(try await tenant.send("DELETE", "/Groups/\(group)").status == 204)
            #expect(try await !counts())
            let kinds = try await platform.inspect(
                "SELECT kind FROM muster.events WHERE subject_id = $1 ORDER BY position", [.uuid(environment.id)])
            #expect(kinds == [["environment.created"], ["environment.assigned"], ["environment.unassigned"]])
            let check = try await staff.check(key, as: [.environmentKey], of: .id(tenant.id))
            #expect(check.refusal == .outsideTeams)
            _ = try await staff.openEnvironment("production", of: .id(tenant.id))
            #expect(try await counts())
        }
    }
}
