import Directory
import FoundationEssentials
import JSON
import Observability
import Postgres
import TestHarness
import Testing

@Suite("What the log says of refusals")
struct RefusalLogTests {
    /// The last line of a request with a status, once it is there.
    private func line(_ platform: RunningPlatform, _ status: Int) async throws -> String {
        let end = ContinuousClock.now + .seconds(15)
        while ContinuousClock.now < end {
            if let line = platform.log.lines.last(where: { $0.contains(#""status":\#(status),"#) }) { return line }
            try await Task.sleep(for: .milliseconds(10))
        }
        return ""
    }

    @Test(
        "A token is refused with the same answer whatever the reason; the log names the reason, tenant and token",
        arguments: [
            ("expires_at = now() - interval '1 second', created_at = now() - interval '1 day'", "expired_token"),
            ("revoked_at = now()", "revoked_token"), ("digest = sha256('x')", "unknown_token"),
        ])
    func tokens(change: String, reason: String) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await platform.inspect("UPDATE muster.tokens SET \(change)")
            #expect(try await tenant.send("GET", "/Users").status == 401)
            let line = try await line(platform, 401)
            #expect(line.contains(#""reason":"\#(reason)""#), "\(line)")
            #expect(line.contains(#""tenant":"\#(tenant.id.text)""#), "\(line)")
            #expect(line.contains(#""token":""#) == (reason != "unknown_token"))
        }
    }

    @Test("Whatever is refused at a tenant's host names the tenant and a reason")
    func others() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let nobody = [("Authorization", "Basic eDp5")]
            #expect(try await tenant.send("GET", "/Users", headers: nobody).status == 401)
            _ = try await tenant.createUser("ada@example.com")
            #expect(try await tenant.send("POST", "/Users", ["userName": "ada@example.com"]).status == 409)
            #expect(try await tenant.send("GET", "/Nothing").status == 404)
            #expect(try await tenant.send("POST", "/introspect", headers: nobody, base: "/oauth2").status == 401)
            try await platform.inspect("UPDATE muster.tenants SET status = 'suspended'")
            #expect(try await tenant.send("GET", "/Users").status == 403)
            for (status, reason) in [
                (401, "invalid_client"), (409, "uniqueness"), (404, "not_found"), (403, "tenant_suspended"),
            ] {
                let line = try await line(platform, status)
                #expect(line.contains(#""tenant":"\#(tenant.id.text)""#), "\(line)")
                #expect(line.contains(#""reason":"\#(reason)""#), "\(line)")
            }
        }
    }
}
