import Directory
import JSON
import Postgres
import TestHarness
import Testing

@Suite("A token at another tenant's host name")
struct ForeignTokenTests {
    private static let requests: [(String, String, JSON?)] = [
        ("GET", "/Users", nil), ("GET", "/Groups?filter=displayName%20eq%20%22Team%22", nil),
        ("GET", "/Users/00000000-0000-0000-0000-000000000000", nil), ("GET", "/Users/none", nil),
        ("POST", "/Users", ["userName": "eve"]), ("POST", "/Users", ["nothing": 1]), ("POST", "/.search", [:]),
        ("PUT", "/Users/00000000-0000-0000-0000-000000000000", ["userName": "eve"]),
        ("PATCH", "/Groups/00000000-0000-0000-0000-000000000000", .replacing("displayName", with: "x")),
        ("DELETE", "/Users/00000000-0000-0000-0000-000000000000", nil), ("GET", "/Schemas", nil),
        ("GET", "/ServiceProviderConfig", nil), ("GET", "/ResourceTypes/User", nil), ("POST", "/Bulk", [:]),
    ]

    @Test("It is refused byte for byte like a token that nobody ever issued", arguments: [false, true])
    func refused(atCustomHost isCustom: Bool) async throws {
        try await RunningPlatform.with { platform in
            let acme = try await TestTenant.onboard(platform)
            let other = try await TestTenant.onboard(platform, instance: 7, client: "other")
            let custom = "cp.customer.com"
            try await platform.inspect(
                "INSERT INTO muster.hostnames (tenant_id, hostname, verified_at) VALUES ($1, $2, now())",
                [.uuid(other.id), .text(custom)])
            let client = HTTPTestClient(port: platform.port, host: isCustom ? custom : other.hostname.text)
            let unissued = [try IssuedSecret.mint().text, try IssuedSecret.mint().text]
            for (method, path, body) in Self.requests {
                var answers: Set<String> = []
                for token in [acme.token] + unissued {
                    var headers = [("Authorization", "Bearer \(token)")]
                    if body != nil { headers.append(("Content-Type", "application/scim+json")) }
                    let answer = try await client.send(
                        method, "/scim/v2" + path, headers: headers, body: body?.serialized() ?? [])
                    #expect(answer.status == 401 && answer.isSCIMError, "\(method) \(path): \(answer.text)")
                    #expect(answer.header("WWW-Authenticate") != nil)
                    answers.insert(answer.fingerprint)
                }
                #expect(answers.count == 1, "\(method) \(path): \(answers)")
            }
            let own = try await client.send(
                "GET", "/scim/v2/Users", headers: [("Authorization", "Bearer \(other.token)")])
            #expect(own.status == 200, "the host name itself works")
        }
    }
}
