import HTTPServer
import JSON
import Postgres
import SCIM
import TestHarness
import Testing

@Suite("The time a request may take")
struct RequestTimeTests {
    @Test(
        "A request that does not arrive in time is a 408 in SCIM; one whose work takes too long is a 503",
        .disabled(if: TestDatabase.hasOneSession, "others go on only where there is a session for them"))
    func time() async throws {
        var limits = ServerConfiguration.Limits()
        limits.requestTimeout = .seconds(1)
        try await RunningPlatform.with(limits: limits) { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada")
            let slow = try await HTTPTestConnection.open(port: platform.port)
            try await slow.write(
                "POST /scim/v2/Users HTTP/1.1\r\nHost: \(tenant.host)\r\nAuthorization: \(tenant.token)\r\n"
                    + "Content-Length: 10\r\n\r\n{")
            let late = try await slow.response()
            #expect(late.status == 408 && late.isSCIMError, "\(late.text)")

            try await platform.database.connected(as: .superuser) { superuser in
                try await superuser.transaction { transaction in
                    let lock = SQL(unnamed: "SELECT FROM muster.users WHERE id = $1 FOR UPDATE")
                    _ = try await transaction.pipeline(
                        Query<Void>(lock, [.text(user)]), Query<Void>(SQL(unnamed: "SELECT 1")))
                    let held = try await tenant.send("PATCH", "/Users/\(user)", .replacing("title", with: "x"))
                    #expect(held.status == 503 && held.isSCIMError, "\(held.text)")
                    #expect(try await tenant.send("GET", "/Users/\(user)").status == 200, "others go on")
                }
            }
            #expect(try await tenant.resource("/Users/\(user)")["title"] == nil, "what was refused was not done later")
            #expect(try await tenant.send("PATCH", "/Users/\(user)", .replacing("title", with: "y")).status == 200)
        }
    }
}
