import Administration
import FoundationEssentials
import Postgres
import TestHarness
import Testing

@testable import Directory

/// What counts is said once for the product (``Introspection``) and once, in parts, for staff (``SecretStanding``).
@Suite("Whether a secret counts")
struct CountingRuleTests {
    @Test("Product and staff are told the same, of every combination of what decides")
    func combinations() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            var secrets: [(circumstances: SecretCircumstances, text: String)] = []
            try await platform.database.connected(as: .superuser) { superuser in
                _ = try await superuser.pipeline([Tenants.bind(tenant.id)] + SecretCircumstances.places)
                for (number, person) in SecretCircumstances.Person.all.enumerated() {
                    let user = UUID.version7()
                    var statements = [Tenants.bind(tenant.id)] + person.insertion(of: user, number)
                    for circumstances in SecretCircumstances.all(of: person) {
                        let secret = try IssuedSecret.mint(circumstances.kind.secretKind)
                        let digest = secret.digest(pepper: RunningPlatform.peppers.current)
                        statements.append(circumstances.insertion(for: user, digest.bytes))
                        secrets.append((circumstances, secret.text))
                    }
                    _ = try await superuser.pipeline(statements)
                }
            }
            #expect(secrets.count == 1_080)
            for (circumstances, text) in secrets {
                let check = try await platform.administrator.check(
                    text, as: Set(IssuedSecret.Kind.allCases), of: .id(tenant.id))
                let counts = circumstances.counts
                #expect((check.introspection != nil) == counts, "the product: \(circumstances)")
                #expect((check.refusal == nil) == counts, "staff: \(circumstances)")
                #expect(check.refusal != .unknown, "without a reason: \(circumstances)")
                let standing = try #require(check.standing)
                #expect(SecretCircumstances.counts(standing) == counts, "the parts: \(circumstances)")
            }
        }
    }
}
