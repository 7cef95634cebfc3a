import JSON
import Postgres
import TestHarness
import Testing

@Suite("The host name of a request", .sharedPlatform)
struct HostTests {
    private static let unroutable = [
        "h:443@evil.com", "cp-inst1042-acme.example.com:443@evil.com", "cp%2einst.example.com", "h..x", ".h", "h_x.com",
        "cp-inst1042-acme.example.com..", "-h.com", "h-.com", "127.0.0.1", "127.0.0.1:80", "[::1]", "::1", "0x7f.1",
        "münchen.de", "xn--mnchen-3ya.de\u{2024}com", "h:99999", "h:", "h:8o", "a b.com", "https://h.com", "h/x",
        "*.com",
        String(repeating: "a", count: 64) + ".com",
        Array(repeating: String(repeating: "a", count: 63), count: 4).joined(separator: "."),
    ]

    @Test("Whatever is no host name is a 400 that asks no database, and reaches no tenant")
    func malformed() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let before = platform.roundTrips
            for host in Self.unroutable {
                for headers in [[("Host", host)], [("Host", host), ("Authorization", "Bearer \(tenant.token)")]] {
                    let answer = try await Self.send(platform, headers)
                    #expect(answer.status == 400 && answer.isSCIMError, "\(host): \(answer.fingerprint)")
                }
            }
            #expect(platform.roundTrips == before)
        }
    }

    private static let brokenLines = [
        "Host: \u{1}h\r\n", "Host: h\u{0}x\r\n", "Host: h\u{7F}\r\n", "", "Host: NAME\r\nHost: NAME\r\n",
        "Host: NAME\r\nHost: evil.com\r\n", "Host: NAME\r\n evil.com\r\n", "Host : NAME\r\n",
    ]

    @Test("Control bytes, two Host lines and none are a 400 in SCIM, and ask no database")
    func refusedLines() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let before = platform.roundTrips
            for lines in Self.brokenLines {
                let head =
                    "GET /scim/v2/Users HTTP/1.1\r\n\(lines.replacing("NAME", with: tenant.host))"
                    + "Authorization: Bearer \(tenant.token)\r\n\r\n"
                let bytes = try await HTTPTestClient(port: platform.port).raw(Array(head.utf8))
                let answer = String(decoding: bytes, as: UTF8.self)
                #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
                #expect(answer.contains("urn:ietf:params:scim:api:messages:2.0:Error"), "\(answer)")
            }
            #expect(platform.roundTrips == before)
        }
    }

    @Test(
        "Upper case, one trailing dot and a port make no difference",
        arguments: ["UPPER", "UPPER.:443", "NAME.", "NAME:443", "NAME:8443", "NAME.:443", "NAME"])
    func sameName(host: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let user = try await tenant.createUser("ada@example.com")
            let name = host.replacing("NAME", with: tenant.host).replacing("UPPER", with: tenant.host.uppercased())
            let answer = try await tenant.send("GET", "/Users/\(user)", headers: [("Host", name)])
            #expect(answer.status == 200, "\(answer.text)")
            let location = "https://\(tenant.host)/scim/v2/Users/\(user)"
            #expect(try answer.json["meta"]?["location"] == .string(location), "links use the stored name")
        }
    }

    @Test("Names that nobody has are all answered alike, with a token and without")
    func unknown() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            var answers: Set<String> = []
            for host in ["evil.com", "example.com", "cp-inst1-acme.example.com", "x.\(tenant.host)", "localhost"] {
                for headers in [[("Host", host)], [("Host", host), ("Authorization", "Bearer \(tenant.token)")]] {
                    let answer = try await Self.send(platform, headers)
                    #expect(answer.status == 421 && answer.isSCIMError, "\(answer.fingerprint)")
                    answers.insert(answer.fingerprint)
                }
            }
            #expect(answers.count == 1, "\(answers)")
        }
    }

    @Test("What a proxy's header claims changes nothing")
    func forwarded() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let other = try await TestTenant.onboard(platform, instance: 7, client: "other")
            let user = try await tenant.createUser("ada@example.com")
            let plain = try await tenant.send("GET", "/Users/\(user)")
            for name in ["X-Forwarded-Host", "Forwarded", "X-Original-Host", "X-Host", "X-Original-URL"] {
                for value in [other.host, "host=\(other.host);proto=http", "evil.com", "/Groups"] {
                    let answer = try await tenant.send("GET", "/Users/\(user)", headers: [(name, value)])
                    #expect(answer.fingerprint == plain.fingerprint, "\(name): \(value)")
                    let foreign = try await other.send(
                        "GET", "/Users", headers: [(name, value), ("Authorization", "Bearer \(tenant.token)")])
                    #expect(foreign.status == 401, "\(name): \(value)")
                }
            }
        }
    }

    @Test(
        "A host name without a tenant in service reaches no other one",
        arguments: [
            ("UPDATE muster.tenants SET status = 'suspended' WHERE id = $1", 403, 401),
            ("UPDATE muster.tenants SET status = 'offboarded' WHERE id = $1", 421, 421),
            ("UPDATE muster.hostnames SET verified_at = NULL, is_canonical = false WHERE tenant_id = $1", 421, 421),
            ("DELETE FROM muster.hostnames WHERE tenant_id = $1", 421, 421),
        ])
    func outOfService(statement: String, ownStatus: Int, strangersStatus: Int) async throws {
        try await RunningPlatform.with { platform in
            let gone = try await TestTenant.onboard(platform)
            let only = try await TestTenant.onboard(platform, instance: 7, client: "other")
            #expect(try await gone.send("GET", "/Users").status == 200)
            try await platform.inspect(statement, [.uuid(gone.id)])
            for (token, status) in [(gone.token, ownStatus), (only.token, strangersStatus), ("", strangersStatus)] {
                for path in ["/Users", "/Schemas", "/Users/x"] {
                    let answer = try await gone.send("GET", path, headers: [("Authorization", "Bearer \(token)")])
                    // Without a usable token a name that was seen before may still be told apart from an unknown one.
                    let isRemembered = token.isEmpty && answer.status == 401
                    #expect(isRemembered || answer.status == status, "\(path): \(answer.text)")
                    #expect(answer.isSCIMError)
                }
            }
            #expect(try await only.send("GET", "/Users").status == 200)
        }
    }

    private static func send(_ platform: RunningPlatform, _ headers: [(String, String)]) async throws
        -> HTTPTestResponse
    {
        try await HTTPTestClient(port: platform.port).send("GET", "/scim/v2/Users", headers: headers)
    }
}
