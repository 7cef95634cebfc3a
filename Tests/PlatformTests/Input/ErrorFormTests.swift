import JSON
import TestHarness
import Testing

@Suite("The form of every refusal", .sharedPlatform)
struct ErrorFormTests {
    private static let requests: [(String, String, JSON?, Int)] = [
        ("GET", "/Nothing", nil, 404), ("GET", "/Users/x/y", nil, 404), ("POST", "/Bulk", [:], 501),
        ("GET", "/Me", nil, 501),
        ("DELETE", "/Users", nil, 405), ("PUT", "/Users", [:], 405), ("PATCH", "/Schemas", [:], 405),
        ("POST", "/ServiceProviderConfig", [:], 405), ("TRACE", "/Users", nil, 405), ("BREW", "/Users", nil, 405),
        ("GET", "/Schemas/urn:none", nil, 404), ("GET", "/ResourceTypes/None", nil, 404),
        ("GET", "/Schemas?filter=id%20pr", nil, 403), ("GET", "/Users?filter=x", nil, 400),
        ("GET", "/Users?attributes=userName&excludedAttributes=name", nil, 400),
        ("GET", "/Users?sortBy=nothing", nil, 400),
        ("GET", "/Users?sortOrder=sideways", nil, 400), ("GET", "/Users?filter=%zz", nil, 400),
        ("GET", "/Users?filter=%ff", nil, 400), ("GET", "/Users?count=1&count=2", nil, 400),
        ("POST", "/Users", [:], 400), ("POST", "/Users", [], 400), ("POST", "/Users/.search", ["count": "x"], 400),
    ]

    @Test("Whatever is refused is refused in SCIM, by whichever layer", arguments: requests)
    func refused(method: String, path: String, body: JSON?, status: Int) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for base in ["/scim/v2", "/_api/scim/v2", "/service/v1/scim/v2", "//scim//v2/"] {
                let answer = try await tenant.send(method, path, body, base: base)
                #expect(answer.status == status && answer.isSCIMError, "\(base): \(answer.fingerprint)")
                #expect(answer.header("X-Request-ID") != nil)
            }
        }
    }

    @Test(
        "Paths outside of SCIM are a 404 in SCIM, not a page",
        arguments: ["/", "/scim", "/scim/v1/Users", "/metrics", "/healthz"])
    func outside(path: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let answer = try await tenant.send("GET", path, base: "")
            #expect(answer.status == 404 && answer.isSCIMError, "\(answer.fingerprint)")
        }
    }

    /// Each is followed by a second request, which must never be answered.
    @Test(
        "A request that two programs could read in two ways is a 400, and the connection closes",
        arguments: [
            "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "X-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\n{}",
            "Content-Length: 2\n\r\n{}",
        ])
    func smuggling(rest: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let head =
                "POST /scim/v2/Users HTTP/1.1\r\nHost: \(tenant.host)\r\nAuthorization: Bearer \(tenant.token)\r\n"
            let second = "GET /scim/v2/Users HTTP/1.1\r\nHost: \(tenant.host)\r\nAuthorization: \(tenant.token)\r\n\r\n"
            let bytes = try await HTTPTestClient(port: platform.port).raw(Array((head + rest + second).utf8))
            let answer = String(decoding: bytes, as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(answer.contains("urn:ietf:params:scim:api:messages:2.0:Error"), "\(answer)")
            #expect(answer.contains("Connection: close"))
            #expect(!answer.contains("ListResponse") && !answer.contains("HTTP/1.1 200"), "\(answer)")
        }
    }

    @Test(
        "Broken chunks are a 4xx, and the connection closes",
        arguments: ["x\r\n{}\r\n", "-1\r\n", "2\r\n{}x\r\n0\r\n\r\n", "ffffffffffffffffff\r\n"])
    func chunks(chunks: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let head =
                "POST /scim/v2/Users HTTP/1.1\r\nHost: \(tenant.host)\r\nAuthorization: Bearer \(tenant.token)\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
            let bytes = try await HTTPTestClient(port: platform.port).raw(Array((head + chunks).utf8))
            let answer = String(decoding: bytes, as: UTF8.self)
            #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer)")
            #expect(answer.contains("Connection: close"))
        }
    }
}
