import Cryptography
import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

@testable import Provisioning

/// A tenant with a connection in a database of its own, and callers on its behalf, without a server.
struct TestDirectory {
    private let database: Database
    private let hostname: Hostname
    private let peppers: Peppers
    private let secret: IssuedSecret

    /// Makes one, lends it out, and takes the database away.
    static func with(_ body: (TestDirectory) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            let hostname = try #require(Hostname(parsing: "cp-inst1-acme.example.com"))
            let secret = try IssuedSecret.mint()
            let peppers = Peppers(try #require(Pepper(Secret("a pepper for tests, as long as it needs to be"))))
            try await database.connected(as: .admin) { staff in
                let tenant = UUID.version7()
                let (_, _, _, connection) = try await staff.pipeline(
                    Tenants.bind(tenant), Tenants.insert(id: tenant, instance: 1, client: "acme"),
                    Tenants.insertCanonicalHostname(hostname), Connections.insert(name: Connection.defaultName))
                _ = try await staff.pipeline(
                    Tenants.bind(tenant),
                    Tokens.insert(
                        id: .version7(), name: "test", connection: connection.id,
                        digest: secret.digest(pepper: peppers.current),
                        lifetime: .seconds(3600)))
            }
            try await database.connected(as: .app) { serving in
                try await body(
                    TestDirectory(
                        database: serving, hostname: hostname, peppers: peppers, secret: secret))
            }
        }
    }

    /// Somebody who asks with the token of the connection, or with what nobody issued.
    func caller(isStranger: Bool = false, jobsWereQueued: @escaping @Sendable () -> Void = {}) throws -> Caller {
        let text = (isStranger ? try IssuedSecret.mint() : secret).text
        return Caller(
            hostname: hostname, baseURL: "https://\(hostname.text)/scim/v2", database: database,
            actor: Actor(kind: .connection, requestID: "operation"),
            secret: try #require(PresentedSecret(text.utf8)), peppers: peppers, isKnown: false, likelyTenant: nil,
            jobsWereQueued: jobsWereQueued, largeWork: LargeWork())
    }
}
