import Directory
import JSON
import TestHarness
import Testing

@Suite("What a request presents to be let in", .sharedPlatform)
struct CredentialTests {
    @Test("A token whose form or checksum is wrong costs no round trip, once the host name is known")
    func checksum() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            #expect(try await tenant.send("GET", "/Users", headers: [("Authorization", "")]).status == 401)
            let before = platform.roundTrips
            let last = tenant.token.last == "a" ? "b" : "a"
            let wrong = [
                String(tenant.token.dropLast()) + last, String(tenant.token.dropLast()), tenant.token + "a",
                tenant.token.uppercased(), "mst_", "mst_" + String(repeating: "é", count: 19), "", "Bearer",
                tenant.token.replacing("mst_", with: "mst-"),
            ]
            for token in wrong {
                let answer = try await tenant.send("GET", "/Users", headers: [("Authorization", "Bearer \(token)")])
                #expect(answer.status == 401 && answer.isSCIMError, "\(token)")
            }
            #expect(platform.roundTrips == before)
            let unissued = [("Authorization", "Bearer \(try IssuedSecret.mint().text)")]
            #expect(try await tenant.send("GET", "/Users", headers: unissued).status == 401)
            #expect(
                platform.roundTrips == before + 2, "one that could be right is looked up, and once more for the log")
        }
    }

    @Test(
        "Oddities of the header are refused and never an error of ours",
        arguments: [
            ("Authorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN\r\n", 400),
            ("Authorization: Bearer TOKEN\r\nauthorization: Bearer x\r\n", 400),
            ("Authorization: Bearer \(String(repeating: "a", count: 65_536))\r\n", 431),
            ("Authorization: Bearer \(String(repeating: "a", count: 30_000))\r\n", 401),
            ("Authorization: Bearer TOK\u{0}EN\r\n", 400), ("Authorization: Bearer TOKEN\u{0}\r\n", 400),
            ("Authorization: Bearer\r\n TOKEN\r\n", 400), ("Authorization: Bearer TOKEN TOKEN\r\n", 401),
            ("Authorization: Bearer TOKEN,Bearer TOKEN\r\n", 401), ("Authorization: Basic TOKEN\r\n", 401),
            ("Authorization: Bearer \"TOKEN\"\r\n", 401), ("Authorization: BearerTOKEN\r\n", 401),
            ("Proxy-Authorization: Bearer TOKEN\r\n", 401), ("Cookie: access_token=TOKEN\r\n", 401),
            ("Authorization: Bearer é\u{1F600}\r\n", 401), ("", 401),
        ])
    func oddities(lines: String, status: Int) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let head =
                "GET /scim/v2/Users HTTP/1.1\r\nHost: \(tenant.host)\r\n"
                + lines.replacing("TOKEN", with: tenant.token) + "\r\n"
            let bytes = try await HTTPTestClient(port: platform.port).raw(Array(head.utf8))
            let answer = String(decoding: bytes, as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
            // Far past the limit the library refuses by itself, before anything of ours could say it better.
            let isSCIM = answer.contains("urn:ietf:params:scim:api:messages:2.0:Error")
            #expect(isSCIM || status == 431, "\(answer)")
            #expect(!platform.loggedText.contains(tenant.token))
        }
    }

    @Test("A token in the query or in the body opens nothing, and is not logged")
    func elsewhere() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let none = [("Authorization", "")]
            let query = "?access_token=\(tenant.token)"
            #expect(try await tenant.send("GET", "/Users" + query, headers: none).status == 401)
            let body: JSON = ["userName": "x", "access_token": .string(tenant.token)]
            #expect(try await tenant.send("POST", "/Users" + query, body, headers: none).status == 401)
            #expect(try await tenant.send("GET", "/Users" + query).status == 200)
            #expect(!platform.loggedText.contains(tenant.token))
        }
    }

    @Test(
        "The scheme may be in any case, and may be missing",
        arguments: ["Bearer TOKEN", "bearer TOKEN", "BEARER TOKEN", "TOKEN", "Bearer   TOKEN", "Bearer\tTOKEN"])
    func accepted(value: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let headers = [("Authorization", value.replacing("TOKEN", with: tenant.token))]
            #expect(try await tenant.send("GET", "/Users", headers: headers).status == 200)
        }
    }
}
