import Directory
import FoundationEssentials
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

/// What a person holds in a tenant's product, and the product's own program that asks whether it counts.
struct Belongings: Sendable {
    let key: String
    let session: String
    private let product: ProductProgram
    private let client: HTTPTestClient

    /// Gives somebody a key and a session, and registers a client.
    static func give(to user: String, of tenant: TestTenant, _ platform: RunningPlatform) async throws -> Belongings {
        let pepper = RunningPlatform.peppers.current
        let user = try #require(UUID(uuidString: user))
        let (key, session) = (try IssuedSecret.mint(.apiKey), try IssuedSecret.mint(.session))
        _ = try await platform.staff.pipeline(
            Tenants.bind(tenant.id), Users.completeSetUp(user),
            Keys.insert(
                id: .version7(), user: user, kind: .api, environment: nil, digest: key.digest(pepper: pepper),
                lifetime: nil),
            Sessions.insert(
                id: .version7(), user: user, digest: session.digest(pepper: pepper), lifetime: .seconds(3600)))
        return Belongings(
            key: key.text, session: session.text, product: try await ProductProgram.register(platform),
            client: HTTPTestClient(port: platform.port, host: tenant.hostname.text))
    }

    /// The same, asked about at another server.
    func asked(of tenant: TestTenant, at platform: RunningPlatform) -> Belongings {
        Belongings(
            key: key, session: session, product: product,
            client: HTTPTestClient(port: platform.port, host: tenant.hostname.text))
    }

    /// Asks whether a secret counts.
    func introspect(_ secret: String) async throws -> HTTPTestResponse {
        try await client.send(
            "POST", "/oauth2/introspect",
            headers: [("Authorization", product.authorization), ("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("token=\(secret)".utf8))
    }

    /// Whether key and session count.
    func count() async throws -> [Bool] {
        var answers: [Bool] = []
        for secret in [key, session] {
            let answer = try await introspect(secret)
            try #require(answer.status == 200, "\(answer.text)")
            answers.append(try answer.json["active"] == .bool(true))
        }
        return answers
    }
}
