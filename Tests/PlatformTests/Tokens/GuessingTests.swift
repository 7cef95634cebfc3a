import Addresses
import Directory
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
    @discardableResult
    private func guess(
        _ tenant: TestTenant, from address: String
    ) async throws -> (passed: Int, refused: HTTPTestResponse) {
        var passed = 0
        for _ in 0..<20 {
            let answers = try await burst(tenant, headers: try unknown(from: address))
            #expect(answers.allSatisfy { [401, 429].contains($0.status) })
            passed += answers.count { $0.status == 401 }
            if let refused = answers.first(where: { $0.status == 429 }) { return (passed, refused) }
        }
        throw TestFault(description: "\(passed) guesses, and none refused")
    }

    /// Sends the same request many times at once, so that it does not matter that five a second may pass.
    private func burst(
        _ tenant: TestTenant, _ method: String = "GET", _ path: String = "/scim/v2/Users", headers: [(String, String)]
    ) async throws -> [HTTPTestResponse] {
        try await withThrowingTaskGroup(of: HTTPTestResponse.self) { group in
            for _ in 0..<30 { group.addTask { try await tenant.send(method, path, headers: headers, base: "") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func unknown(from address: String) throws -> [(String, String)] {
        [("X-Forwarded-For", address), ("Authorization", "Bearer \(try IssuedSecret.mint().text)")]
    }

    @Test("After a hundred guesses from an address, what is unknown is refused there without the database")
    func limit() async throws {
        try await withProxy { platform, tenant in
            let (passed, refused) = try await guess(tenant, from: "192.0.2.1")
            #expect(passed >= 100, "and five a second while it lasted")
            #expect(refused.status == 429 && refused.isSCIMError)
            #expect(Int(refused.header("Retry-After") ?? "").map { $0 >= 1 } == true)
            let before = platform.roundTrips
            let answers = try await burst(tenant, headers: try unknown(from: "192.0.2.1"))
            #expect(answers.contains { $0.status == 429 })
            #expect(platform.roundTrips - before <= answers.count { $0.status == 401 })
            let elsewhere = try await tenant.send("GET", "/Users", headers: try unknown(from: "192.0.2.2"))
            #expect(elsewhere.status == 401)
            #expect(!platform.loggedText.contains("192.0.2.1"))
        }
    }

    @Test("A token that has been let in is not touched, also from that address")
    func known() async throws {
        try await withProxy { platform, tenant in
            #expect(try await tenant.send("GET", "/Users").status == 200)
            try await guess(tenant, from: "192.0.2.1")
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
            try await guess(tenant, from: "192.0.2.1")
            try await platform.inspect("UPDATE muster.tokens SET revoked_at = now()")
            let from = [("X-Forwarded-For", "192.0.2.1")]
            #expect(try await tenant.send("GET", "/Users", headers: from).status == 401)
            #expect(try await burst(tenant, headers: from).contains { $0.status == 429 })
        }
    }

    @Test("What somebody who is no trusted proxy says about addresses changes nothing")
    func untrusted() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await guess(tenant, from: "192.0.2.1")
            let answers = try await burst(tenant, headers: try unknown(from: "192.0.2.2"))
            #expect(answers.contains { $0.status == 429 })
        }
    }

    @Test("A client's secret is not guessed any faster, and is refused in the form of OAuth")
    func client() async throws {
        try await withProxy { platform, tenant in
            try await guess(tenant, from: "192.0.2.1")
            let headers = [("X-Forwarded-For", "192.0.2.1"), ("Authorization", "Basic YTpi")]
            let answers = try await burst(tenant, "POST", "/oauth2/introspect", headers: headers)
            let refused = try #require(answers.first { $0.status == 429 })
            #expect(Int(refused.header("Retry-After") ?? "").map { $0 >= 1 } == true)
            #expect(try refused.json["error"] == "temporarily_unavailable")
        }
    }
}
