import JSON
import Postgres
import TestHarness
import Testing

@Suite("A secret that was used everywhere is nowhere afterwards")
struct CanaryTests {
    private static let password = "canary-Pass-4711"
    private static let email = "canary.bird@example.com"

    @Test("No token in tables, logs, PostgreSQL's own log and metrics; no password; no e-mail in logs and metrics")
    func canary() async throws {
        try await TestCluster.with { cluster in
            // PostgreSQL tells everything it is asked, values too: the token must not even reach it.
            try await cluster.administer("ALTER SYSTEM SET log_statement = 'all'")
            try await cluster.administer("ALTER SYSTEM SET log_parameter_max_length = -1")
            try await cluster.withDatabase { database in
                try await cluster.administer("SELECT pg_reload_conf()")
                try await RunningPlatform.with(database) { platform in
                    let tenant = try await TestTenant.onboard(platform)
                    try await Self.use(tenant)
                    let places = [
                        ("tables", try await Self.tables(platform)), ("PostgreSQL's log", try cluster.log),
                        ("log", platform.loggedText), ("metrics", try await Self.metrics(platform)),
                    ]
                    #expect(
                        places[0].1.contains(Self.email) && places[1].1.contains(Self.email), "the places are right")
                    #expect(places[2].1.count > 1000 && places[3].1.count > 1000)
                    for (name, text) in places {
                        for part in [tenant.token, String(tenant.token.dropFirst(4)), String(tenant.token.suffix(20))] {
                            #expect(!text.contains(part), "the token is in the \(name)")
                        }
                        #expect(!text.contains(Self.password), "the password is in the \(name)")
                    }
                    #expect(!places[2].1.contains(Self.email) && !places[2].1.contains("canary"))
                    #expect(!places[3].1.contains("canary"))
                }
            }
        }
    }

    @Test("With its usual settings PostgreSQL's own log holds no e-mail, not even for what it refuses")
    func usualSettings() async throws {
        try await TestCluster.with { cluster in
            try await cluster.withDatabase { database in
                try await RunningPlatform.with(database) { platform in
                    let tenant = try await TestTenant.onboard(platform)
                    try await Self.use(tenant)
                    let log = try cluster.log
                    #expect(log.contains("users_user_name_key"), "the conflict is in the log")
                    #expect(!log.contains("canary"))
                }
            }
        }
    }

    /// Requests of every kind and every outcome.
    private static func use(_ tenant: TestTenant) async throws {
        let person: JSON = [
            "userName": .string(email), "password": .string(password), "emails": [["value": .string(email)]],
        ]
        let user = try await tenant.createID("/Users", person)
        let filter = "emails.value eq \"\(email)\"".percentEncoded
        let long = "emails.value eq \"\(email)\(String(repeating: "x", count: 5000))\"".percentEncoded
        let requests: [(String, String, JSON?, Int)] = [
            ("POST", "/Users", person, 409), ("GET", "/Users?filter=\(filter)", nil, 200),
            ("GET", "/Users?filter=\(filter)%20and", nil, 400), ("GET", "/Users?filter=\(long)", nil, 400),
            ("GET", "/Users/\(email)", nil, 404), ("GET", "/\(email)", nil, 404),
            ("PATCH", "/Users/\(user)", .replacing("password", with: .string(password)), 200),
            ("PATCH", "/Users/\(user)", .replacing("nothing.\(email)", with: .string(password)), 400),
            ("PUT", "/Users/\(user)", person, 200),
            ("PUT", "/Users/\(user)", ["userName": .string(email + "\u{0}")], 400),
            ("POST", "/Users", ["userName": [.string(email)], "password": .string(password)], 400),
            ("GET", "/Users?access_token=\(tenant.token)", nil, 200), ("GET", "/Users/\(tenant.token)", nil, 404),
            ("DELETE", "/Users/\(user)", nil, 204),
        ]
        for (method, path, body, status) in requests {
            let answer = try await tenant.send(method, path, body)
            #expect(answer.status == status, "\(method) \(path.prefix(80)): \(answer.text)")
        }
    }

    /// All rows of all tables, as text.
    private static func tables(_ platform: RunningPlatform) async throws -> String {
        let names = try await platform.inspect(
            "SELECT oid::regclass FROM pg_class WHERE relnamespace = 'muster'::regnamespace AND relkind = 'r'")
        var text = ""
        for name in names.compactMap({ $0[0] }) {
            text += try await platform.inspect("SELECT t::text FROM \(name) t").compactMap { $0[0] }.joined()
        }
        return text
    }

    private static func metrics(_ platform: RunningPlatform) async throws -> String {
        try await HTTPTestClient(port: platform.operationsPort).send("GET", "/metrics").text
    }
}
