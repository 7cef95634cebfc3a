import Administration
import Cryptography
import Directory
import FoundationEssentials
import Platform
import Postgres
import TestHarness
import Testing

/// A platform on its way from one pepper to the next, and what can be seen of it from outside.
struct PepperStage: Sendable {
    let platform: RunningPlatform
    let former: Pepper
    let next: Pepper

    /// Lends a stage with one server, which has both peppers or only the one before.
    static func with(hasBoth: Bool = true, _ body: (PepperStage) async throws -> Void) async throws {
        let next = try #require(Pepper(Secret("the next pepper, which is just as long as that")))
        let former = RunningPlatform.peppers.current
        try await RunningPlatform.with(
            configure: { $0.peppers = Peppers(former, beside: hasBoth ? next : nil) }
        ) { platform in
            try await body(PepperStage(platform: platform, former: former, next: next))
        }
    }

    /// Starts a further server, which has these, and stops it when the body is done.
    func server(_ peppers: Peppers, _ body: (RunningPlatform) async throws -> Void) async throws {
        try await RunningPlatform.with(platform.database, configure: { $0.peppers = peppers }, body)
    }

    /// Staff who have both, and have asked which is the current one.
    func staff() async throws -> Administrator {
        let peppers = Peppers(former, beside: next)
        try await platform.staff.pipeline(KnownPeppers.find()).tell(peppers)
        return Administrator(
            database: platform.staff, peppers: peppers, address: PublicAddress(scheme: "https", port: nil),
            baseDomain: nil, actor: Actor(kind: .staff, id: "test"))
    }

    /// Has the platform move on, whichever programs run.
    func rotate() async throws {
        let rotation = try await platform.staff.pipeline(KnownPeppers.rotate(to: next))
        #expect(rotation == .rotated)
    }

    /// Issues a further token, as staff do, and returns its text.
    func issueToken(of tenant: TestTenant) async throws -> String {
        try await staff().issueToken(for: .id(tenant.id), name: "more", lifetime: .seconds(3600)).secret.text
    }

    /// Has a server ask the database which pepper is the current one; by itself it does so twice a minute.
    func hear(_ server: RunningPlatform? = nil) async throws {
        let port = (server ?? platform).operationsPort
        let ready = try await HTTPTestClient(port: port).send("GET", "/readyz")
        #expect(ready.status == 200, "\(ready.text)")
    }

    /// Has the platform have moved on some seconds earlier than it did.
    func wait(seconds: Int) async throws {
        try await platform.inspect(
            "UPDATE muster.pepper_checks SET set_at = set_at - $1::bigint * interval '1 second'", [.integer(seconds)])
    }

    /// How many rows of a table are under the pepper before, and how many under the next one.
    func counts(_ table: String) async throws -> [Int] {
        let query = "SELECT count(*) FROM muster.\(table) WHERE encode(substr(digest, 1, 4), 'hex') = $1"
        return [
            try await platform.count(query, [.text(former.id)]), try await platform.count(query, [.text(next.id)]),
        ]
    }
}
