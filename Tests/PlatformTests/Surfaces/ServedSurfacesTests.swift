import Directory
import FoundationEssentials
import JSON
import Platform
import Postgres
import TestHarness
import Testing

@Suite("The surfaces that a server is configured to have")
struct ServedSurfacesTests {
    private static let feed = "/api/v1/events"
    private static let introspection = "/oauth2/introspect"

    @Test("A server for SCIM alone answers nothing else, and says so in SCIM")
    func scimOnly() async throws {
        try await RunningPlatform.with(configure: { $0.surfaces = [.scim] }) { platform in
            let tenant = try await TestTenant.onboard(platform)
            let product = try await ProductProgram.register(platform)
            #expect(try await product.get(Self.feed, platform).json["schemas"] != nil)
            for (method, path) in [
                ("POST", Self.introspection), ("GET", Self.feed), ("GET", "/healthz"), ("GET", "/metrics"),
                ("GET", "/"),
            ] {
                let answer = try await HTTPTestClient(port: platform.port, host: tenant.hostname.text).send(
                    method, path, headers: [("Authorization", product.authorization)])
                #expect(answer.status == 404, "\(path)")
                #expect(answer.header("Content-Type")?.hasPrefix("application/scim+json") == true, "\(path)")
            }
            #expect(try await tenant.send("GET", "/Users").status == 200)
        }
    }

    @Test("A server for the product alone answers nothing else, says so as OAuth does, and is muster_product")
    func productOnly() async throws {
        try await RunningPlatform.with(configure: { $0.surfaces = [.product] }) { platform in
            let tenant = try await TestTenant.onboard(platform)
            let product = try await ProductProgram.register(platform)
            for base in ["/scim/v2", "/_api/scim/v2", "/service/v1/scim/v2", "/oauth2", "/api/v1", ""] {
                let answer = try await tenant.send("GET", "/Users", base: base)
                #expect(answer.status == 404, "\(base)")
                #expect(try answer.json["error"] == "invalid_request", "\(base)")
            }
            #expect(try await product.get("/healthz", platform).status == 404)
            #expect(try await product.get(Self.feed, platform).status == 200)
            let roles = try await platform.inspect(
                "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE $1",
                [.text("muster%")])
            #expect(Set(roles).isSubset(of: [["muster_product"], ["muster_admin"]]))
            #expect(roles.contains(["muster_product"]))
        }
    }

    @Test("Two servers of different surfaces over one database are one platform")
    func together() async throws {
        try await RunningPlatform.with(configure: { $0.surfaces = [.scim] }) { scim in
            try await RunningPlatform.with(scim.database, configure: { $0.surfaces = [.product] }) { other in
                let tenant = try await TestTenant.onboard(scim)
                let user = try await tenant.createUser("ada@example.com")
                let belongings = try await Belongings.give(to: user, of: tenant, scim).asked(of: tenant, at: other)
                let product = try await ProductProgram.register(scim)
                let cursor = try await product.lastCursor(other)
                #expect(try await belongings.count() == [true, true])
                _ = try await tenant.send("PATCH", "/Users/\(user)", .replacing("active", with: false))
                #expect(try await belongings.count() == [false, false])
                try await Self.hear(of: "user.deactivated", after: cursor, product, other)
                #expect(try await tenant.asked(at: other).send("GET", "/Users").status == 404)
            }
        }
    }

    /// Reads the feed until it tells of something: it waits for every transaction of the cluster that began before.
    private static func hear(
        of kind: String, after cursor: String, _ product: ProductProgram, _ platform: RunningPlatform
    ) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            let page = try await product.get("\(feed)?after=\(cursor)", platform).json["events"]?.arrayValue
            if page?.contains(where: { $0["kind"] == .string(kind) }) == true { return }
        }
        Issue.record("the feed never told of \(kind)")
    }

    @Test("The feed is with the product, and not to be had where health and metrics are")
    func moved() async throws {
        try await RunningPlatform.with { platform in
            let product = try await ProductProgram.register(platform)
            #expect(try await product.get(Self.feed, platform).status == 200)
            let operations = HTTPTestClient(port: platform.operationsPort)
            for path in [Self.feed, Self.introspection, "/scim/v2/Users"] {
                let answer = try await operations.send("GET", path, headers: [("Authorization", product.authorization)])
                #expect(answer.status == 404, "\(path)")
            }
            #expect(try await operations.send("GET", "/healthz").status == 200)
        }
    }

    @Test("A wrong method is told with those that are right")
    func methods() async throws {
        try await RunningPlatform.with { platform in
            let client = HTTPTestClient(port: platform.port)
            for (method, path, allowed) in [
                ("GET", Self.introspection, "POST"), ("PUT", Self.introspection, "POST"),
                ("POST", Self.feed, "GET, HEAD"),
            ] {
                let answer = try await client.send(method, path)
                #expect(answer.status == 405)
                #expect(answer.header("Allow") == allowed)
                #expect(try answer.json["error"] == "invalid_request")
            }
        }
    }

    @Test("A form may have 16 KiB, and what a group may have stays with SCIM")
    func bodies() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let belongings = try await Belongings.give(
                to: try await tenant.createUser("ada@example.com"), of: tenant, platform)
            let padding = 16_384 - "token=".utf8.count
            let longest = try await belongings.introspect(String(repeating: "x", count: padding))
            #expect(longest.status == 200)
            let longer = try await belongings.introspect(String(repeating: "x", count: padding + 1))
            #expect(longer.status == 413)
            #expect(try longer.json["error"] == "invalid_request")
            let group: JSON = [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Team",
                "urn:x": .array(Array(repeating: .string(String(repeating: "x", count: 1_000)), count: 1_500)),
            ]
            #expect(try await tenant.send("POST", "/Groups", group).status == 201)
        }
    }

    @Test("Who guesses at the feed is refused as one who guesses at tokens is")
    func guesses() async throws {
        try await RunningPlatform.with { platform in
            let secret = try IssuedSecret.mint(.client).text
            let client = HTTPTestClient(port: platform.port)
            var statuses: Set<Int> = []
            for _ in 0..<130 {
                let credentials = Data("\(UUID().text):\(secret)".utf8).base64EncodedString()
                statuses.insert(
                    try await client.send("GET", Self.feed, headers: [("Authorization", "Basic \(credentials)")]).status
                )
            }
            #expect(statuses == [401, 429])
        }
    }
}
