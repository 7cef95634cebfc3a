import JSON
import Postgres
import TestHarness
import Testing

@Suite("PostgreSQL goes away")
struct DatabaseOutageTests {
    @Test("Killed with SIGKILL: 503 meanwhile and never what was known before; then success, without a restart")
    func killed() async throws {
        try await TestCluster.with { cluster in
            try await cluster.withDatabase { database in
                try await RunningPlatform.with(database) { platform in
                    let tenant = try await TestTenant.onboard(platform)
                    let user = try await tenant.createUser("ada@example.com")
                    #expect(try await tenant.send("GET", "/Users/\(user)").status == 200)
                    try cluster.kill()
                    for (method, path, body) in Self.requests(user) {
                        let answer = try await tenant.send(method, path, body)
                        #expect(answer.status == 503 && answer.isSCIMError, "\(method) \(path): \(answer.text)")
                        #expect(answer.header("Retry-After").flatMap { Int($0) } != nil)
                    }
                    #expect(try await Self.readiness(platform) == 503)
                    try await cluster.start()
                    try await Self.expectRecovery(tenant, user)
                    #expect(try await Self.readiness(platform) == 200)
                    #expect(try await tenant.resource("/Users")["totalResults"] == 1, "no POST was half done")
                }
            }
        }
    }

    private static func requests(_ user: String) -> [(String, String, JSON?)] {
        [
            ("GET", "/Users/\(user)", nil), ("GET", "/Users", nil), ("POST", "/Users", ["userName": "bob"]),
            ("PATCH", "/Users/\(user)", .replacing("active", with: false)), ("DELETE", "/Users/\(user)", nil),
            ("GET", "/ServiceProviderConfig", nil), ("PUT", "/Users/\(user)", ["userName": "x"]),
        ]
    }

    private static func readiness(_ platform: RunningPlatform) async throws -> Int {
        try await HTTPTestClient(port: platform.operationsPort).send("GET", "/readyz").status
    }

    /// The pool waits a little longer after each refused connection, so that success is awaited and not expected at once.
    private static func expectRecovery(_ tenant: TestTenant, _ user: String) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        var status = 0
        while status != 200, .now < deadline {
            status = try await tenant.send("PATCH", "/Users/\(user)", .replacing("title", with: "Countess")).status
            if status != 200 { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(status == 200, "writes resume within ten seconds")
        #expect(try await tenant.resource("/Users/\(user)")["title"] == "Countess")
        #expect(try await tenant.resource("/Users/\(user)")["active"] == true)
    }
}
