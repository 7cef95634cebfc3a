import Administration
import Cryptography
import Directory
import FoundationEssentials
import HTTPClient
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Sealing everything anew", .timeLimit(.minutes(2)))
struct ResealingTests {
    private static let keys = """
        SELECT encode(substr(sealed_secret, 2, 4), 'hex'), encode(substr(sealed_previous_secret, 2, 4), 'hex')
          FROM muster.webhook_endpoints ORDER BY url
        """

    @Test("A secret that was put in the place of another's opens nowhere")
    func misplaced() async throws {
        try await PepperStage.with { stage in
            let tenants = [
                try await TestTenant.onboard(stage.platform),
                try await TestTenant.onboard(stage.platform, instance: 7, client: "neighbour"),
            ]
            for (tenant, name) in [(tenants[0], "a"), (tenants[0], "b"), (tenants[1], "c")] {
                _ = try await stage.addWebhook(name, to: tenant)
            }
            try await stage.platform.inspect(
                """
                UPDATE muster.webhook_endpoints w SET sealed_secret = o.sealed_secret
                  FROM muster.webhook_endpoints o
                 WHERE o.url = (SELECT max(x.url) FROM muster.webhook_endpoints x WHERE x.url <> w.url)
                """)
            for tenant in tenants {
                for endpoint in try await stage.staff().webhooks(of: .id(tenant.id)) {
                    #expect(throws: CryptographyError(code: .notAuthentic)) {
                        try endpoint.secrets(Peppers(stage.former))
                    }
                }
            }
        }
    }

    @Test(
        "Everything that is sealed under the pepper before is sealed anew, also where it was rotated, and opens as it was"
    )
    func reseal() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            for name in ["a", "b"] { _ = try await stage.addWebhook(name, to: tenant) }
            let rotated = try await stage.addWebhook("c", to: tenant)
            try await stage.rotateWebhook(rotated, of: tenant, "second")
            let gone = try await stage.addWebhook("d", to: tenant)
            try await stage.rotateWebhook(gone, of: tenant, "second", overlap: .zero)
            try await stage.rotate()
            _ = try await stage.addWebhook("e", to: tenant)
            let (former, next) = (stage.former.id, stage.next.id)
            #expect(
                try await stage.platform.inspect(Self.keys) == [
                    [former, nil], [former, nil], [former, former], [former, former], [next, nil],
                ])
            #expect(try await stage.staff().resealSecrets().webhooks == 4)
            #expect(
                try await stage.platform.inspect(Self.keys) == [
                    [next, nil], [next, nil], [next, next], [next, former], [next, nil],
                ], "what is over is not worth it")
            #expect(try await stage.staff().resealSecrets().webhooks == 0)
            let only = Peppers(stage.next)
            let secrets = try await stage.staff().webhooks(of: .id(tenant.id)).map { try $0.secrets(only) }
            #expect(
                secrets == [
                    [Secret("a")], [Secret("b")], [Secret("second"), Secret("c")], [Secret("second")], [Secret("e")],
                ])
        }
    }

    @Test("More than fit into one step are all sealed anew, and what cannot be opened is named and holds up nothing")
    func many() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let broken = try await stage.addWebhook("a", to: tenant)
            try await stage.platform.inspect(
                "UPDATE muster.webhook_endpoints SET sealed_secret = sealed_secret || '\\x00'::bytea")
            for number in 0..<SealedSecrets.batch {
                let id = UUID.version7()
                let sealed = try WebhookEndpoint.seal(
                    Secret("\(number)"), for: id, of: tenant.id, Peppers(stage.former))
                try await stage.platform.inspect(
                    """
                    INSERT INTO muster.webhook_endpoints (tenant_id, id, url, sealed_secret)
                    VALUES ($1, $2, 'https://example.com/', $3)
                    """, [.uuid(tenant.id), .uuid(id), .bytes(sealed)])
            }
            try await stage.rotate()
            let result = try await stage.staff().resealSecrets()
            #expect(result.webhooks == SealedSecrets.batch && result.unreadable == [broken])
        }
    }

    /// The secret moves from one column to the other in between.
    @Test("A secret that is rotated while everything is sealed anew is sealed anew where it stands by then")
    func meanwhile() async throws {
        try await PepperStage.with { stage in
            let tenant = try await TestTenant.onboard(stage.platform)
            let id = try await stage.addWebhook("a", to: tenant)
            try await stage.rotate()
            let page = try await stage.platform.staff.pipeline(SealedSecrets.page(behind: nil))
            try await stage.rotateWebhook(id, of: tenant, "b")
            let peppers = Peppers(stage.next, beside: stage.former)
            _ = try await stage.platform.staff.pipeline(try page.flatMap { try $0.reseal(peppers) })
            #expect(try await stage.platform.inspect(Self.keys) == [[stage.next.id, stage.next.id]])
            let secrets = try await stage.staff().webhooks(of: .id(tenant.id)).map {
                try $0.secrets(Peppers(stage.next))
            }
            #expect(secrets == [[Secret("b"), Secret("a")]])
        }
    }

    @Test("A worker signs with what is sealed under either")
    func signed() async throws {
        try await WebhookReceiver.with([.answer(.noContent)]) { receivers in
            try await PepperStage.with { stage in
                let tenant = try await TestTenant.onboard(stage.platform)
                try await stage.platform.letEverybodyGo(from: tenant)
                try await tenant.addWebhook(receivers[0], stage.platform)
                let user = try await tenant.createUser("ada@example.com")
                let peppers = Peppers(stage.former, beside: stage.next)
                try await RunningWorker.with(stage.platform, peppers: peppers) {
                    try await stage.staff().rotatePepper()
                    try await tenant.setActive(false, user)
                    _ = try await receivers[0].message { $0.type == "user.deactivated" && $0.user == user }
                    #expect(try await stage.staff().resealSecrets().webhooks == 1)
                    try await tenant.setActive(true, user)
                    _ = try await receivers[0].message { $0.type == "user.reactivated" && $0.user == user }
                }
            }
        }
    }
}

extension PepperStage {
    /// Adds a webhook with a secret, whose address ends with that.
    fileprivate func addWebhook(_ secret: String, to tenant: TestTenant) async throws -> UUID {
        try await staff().addWebhook(
            of: .id(tenant.id), url: "https://example.com/\(secret)", secret: Secret(secret))
    }

    /// Gives one another secret.
    fileprivate func rotateWebhook(
        _ id: UUID, of tenant: TestTenant, _ secret: String, overlap: Duration = .seconds(600)
    ) async throws {
        try await staff().rotateWebhook(id, of: .id(tenant.id), secret: Secret(secret), overlap: overlap)
    }
}
