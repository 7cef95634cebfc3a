import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

/// An onboarded tenant with a token, and a client that speaks as its identity provider.
struct TestTenant: Sendable {
    let id: UUID
    let hostname: Hostname
    let connection: UUID
    let token: String
    private let client: HTTPTestClient

    /// Onboards a tenant with one connection and one token.
    static func onboard(
        _ platform: RunningPlatform, instance: Int = 1042, client: String = "acme"
    ) async throws -> TestTenant {
        let id = UUID.version7()
        let base = try #require(Hostname(parsing: "example.com"))
        let hostname = try #require(Tenant.canonicalHostname(instance: instance, client: client, baseDomain: base))
        let (_, _, _, connection) = try await platform.staff.pipeline(
            Tenants.bind(id), Tenants.insert(id: id, instance: instance, client: client),
            Tenants.insertCanonicalHostname(hostname), Connections.insert(name: Connection.defaultName))
        let token = try await issueToken(platform, tenant: id, connection: connection.id)
        return TestTenant(
            id: id, hostname: hostname, connection: connection.id, token: token,
            client: HTTPTestClient(port: platform.port, host: hostname.text))
    }

    /// The same tenant, asked at another server.
    func asked(at platform: RunningPlatform) -> TestTenant {
        TestTenant(
            id: id, hostname: hostname, connection: connection, token: token,
            client: HTTPTestClient(port: platform.port, host: hostname.text))
    }

    /// The same tenant, whose identity provider has another token.
    func presenting(_ token: String) -> TestTenant {
        TestTenant(id: id, hostname: hostname, connection: connection, token: token, client: client)
    }

    /// Issues a token of a connection.
    static func issueToken(
        _ platform: RunningPlatform, tenant: UUID, connection: UUID, lifetime: Duration = .seconds(3600)
    ) async throws -> String {
        let secret = try IssuedSecret.mint()
        let pepper = RunningPlatform.peppers.current
        _ = try await platform.staff.pipeline(
            Tenants.bind(tenant),
            Tokens.insert(
                id: .version7(), name: "test", connection: connection, digest: secret.digest(pepper: pepper),
                lifetime: lifetime))
        return secret.text
    }

    /// Sends a SCIM request with this tenant's host and token; other headers can be given, and replace these.
    func send(
        _ method: String, _ path: String, _ body: JSON? = nil, headers: [(String, String)] = [],
        base: String = "/scim/v2"
    ) async throws -> HTTPTestResponse {
        var all = headers
        if !all.contains(where: { $0.0 == "Authorization" }) { all.append(("Authorization", "Bearer \(token)")) }
        if body != nil, !all.contains(where: { $0.0 == "Content-Type" }) {
            all.append(("Content-Type", "application/scim+json"))
        }
        return try await client.send(method, base + path, headers: all, body: body?.serialized() ?? [])
    }

    /// Creates a person and returns the id.
    func createUser(_ userName: String, _ more: JSON.Object = [:]) async throws -> String {
        var body: JSON.Object = ["userName": .string(userName)]
        for (name, value) in more.members { body[name] = value }
        let response = try await send("POST", "/Users", .object(body))
        try #require(response.status == 201, "\(response.text)")
        return try #require(try response.json["id"]?.stringValue)
    }

    /// Creates a group and returns the id.
    func createGroup(_ displayName: String, members: [String] = []) async throws -> String {
        let list = JSON.array(members.map { ["value": .string($0)] })
        let response = try await send("POST", "/Groups", ["displayName": .string(displayName), "members": list])
        try #require(response.status == 201, "\(response.text)")
        return try #require(try response.json["id"]?.stringValue)
    }
}
