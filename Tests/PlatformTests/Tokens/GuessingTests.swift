import Directory
import HTTPClient
import JSON
import Platform
import Postgres
import TestHarness
import Testing

@Suite("Somebody guesses tokens")
struct GuessingTests {
    private func withProxy(_ body: (RunningPlatform, TestTenant) async throws -> Void) async throws {
        let proxy = try Network(parsing: "127.0.0.1")
        try await RunningPlatform.with(configure: { $0.trustedProxies = [proxy] }) { platform in
            try await body(platform, try await TestTenant.onboard(platform))
        }
    }

    /// Guesses until it is refused, and answers how often it was not.
    private func guess(_ tenant: TestTenant, from address: String) async throws -> (Int, HTTPTestResponse) {
        for number in 0..<200 {
            let answer = try await tenant.send("GET", "/Users", headers: try unknown(from: address))
            guard answer.status == 401 else { return (number, answer) }
        }
        throw TestFault(description: "200 guesses, and none refused")
    }

    private func unknown(from address: String) throws -> [(String, String)] {
        [("X-Forwarded-For", address), ("Authorization", "Bearer \(try TokenSecret.mint().text)")]
    }

    @Test("After a hundred guesses from an address, what is unknown is refused there without the database")
    func limit() async throws {
        try await withProxy { platform, tenant in
            let (guesses, refused) = try await guess(tenant, from: "192.0.2.1")
            #expect(100...120 ~= guesses, "a hundred, and five a second while it lasted")
            #expect(refused.status == 429 && refused.isSCIMError)
            #expect(refused.header("Retry-After") == "1")
            let before = platform.roundTrips
            #expect(
                try await tenant.send(
                    "GET", "/Users", headers: [("Authorization", ""), ("X-Forwarded-For", "192.0.2.1")]
                ).status == 429)
            #expect(platform.roundTrips == before)
            let elsewhere = try await tenant.send("GET", "/Users", headers: try unknown(from: "192.0.2.2"))
            #expect(elsewhere.status == 401)
            #expect(!platform.loggedText.contains("192.0.2.1"))
        }
    }

    @Test("A token that has been let in is not touched, also from that address")
    func known() async throws {
        try await withProxy { platform, tenant in
            #expect(try await tenant.send("GET", "/Users").status == 200)
            _ = try await guess(tenant, from: "192.0.2.1")
            for _ in 1...20 {
                #expect(
                    try await tenant.send("GET", "/Users", headers: [("X-Forwarded-For", "192.0.2.1")]).status == 200)
            }
        }
    }

    @Test("One that is revoked is unknown from then on")
    func revoked() async throws {
        try await withProxy { platform, tenant in
            #expect(try await tenant.send("GET", "/Users").status == 200)
            _ = try await guess(tenant, from: "192.0.2.1")
            try await platform.inspect("UPDATE muster.tokens SET revoked_at = now()")
            let from = [("X-Forwarded-For", "192.0.2.1")]
            #expect(try await tenant.send("GET", "/Users", headers: from).status == 401)
            #expect(try await tenant.send("GET", "/Users", headers: from).status == 429)
        }
    }

    @Test("What somebody who is no trusted proxy says about addresses changes nothing")
    func untrusted() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            _ = try await guess(tenant, from: "192.0.2.1")
            #expect(try await tenant.send("GET", "/Users", headers: try unknown(from: "192.0.2.2")).status == 429)
        }
    }

    @Test("A client's secret is not guessed any faster, and is refused in the form of OAuth")
    func client() async throws {
        try await withProxy { platform, tenant in
            _ = try await guess(tenant, from: "192.0.2.1")
            let headers = [("X-Forwarded-For", "192.0.2.1"), ("Authorization", "Basic YTpi")]
            let answer = try await tenant.send("POST", "/oauth2/introspect", headers: headers, base: "")
            #expect(answer.status == 429 && answer.header("Retry-After") == "1")
            #expect(try answer.json["error"] == "temporarily_unavailable")
        }
    }
}
