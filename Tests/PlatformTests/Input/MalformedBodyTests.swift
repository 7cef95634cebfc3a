import JSON
import TestHarness
import Testing

@Suite("Bodies that no sensible client sends", .sharedPlatform)
struct MalformedBodyTests {
    private static let nested = String(repeating: "[", count: 4_000) + String(repeating: "]", count: 4_000)
    private static let manyKeys =
        "{\"userName\":\"a\"," + (0..<100_001).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"

    @Test(
        "They are refused in milliseconds, and nothing comes of them",
        arguments: [
            ("", 400), ("{", 400), ("null", 400), ("[]", 400), ("\"x\"", 400), ("{\"userName\":\"a\"}x", 400),
            ("{'userName':'a'}", 400), ("{\"userName\":\"a\",}", 400), ("\u{FEFF}{\"userName\":\"a\"}", 400),
            ("{\"userName\":\"a\\u0000b\"}", 400), ("{\"userName\":\"a\",\"title\":\"\\u0000\"}", 400),
            ("{\"userName\":\"a\",\"k\\u0000\":1}", 400), ("{\"userName\":\"a\u{0}b\"}", 400),
            ("{\"userName\":\"a\",\"emails\":[{\"value\":\"x\\u0000\"}]}", 400),
            ("{\"userName\":\"a\",\"password\":\"\\u0000\"}", 400),
            ("{\"userName\":\"a\",\"userName\":\"b\"}", 400), ("{\"userName\":\"a\",\"USERNAME\":\"b\"}", 400),
            ("{\"userName\":\"a\",\"name\":{\"givenName\":\"x\",\"GivenName\":\"y\"}}", 400),
            ("{\"userName\":\"a\",\"active\":true,\"Active\":false}", 400),
            ("{\"userName\":\"a\\ud800b\"}", 400), ("{\"userName\":\"a\",\"title\":\"\\udc00\"}", 400),
            ("{\"userName\":\"a\",\"title\":1e999}", 400), ("{\"userName\":\"a\",\"title\":NaN}", 400),
            ("{\"userName\":\"a\",\"title\":9223372036854775808}", 400), ("{\"userName\":\"a\",\"x\":01}", 400),
            ("{\"userName\":\"\(String(repeating: "a", count: 2_700))\"}", 400), ("{\"userName\":\"\"}", 400),
            ("{\"userName\":null}", 400), ("{}", 400), ("{\"userName\":{\"value\":1}}", 400),
            ("{\"userName\":\"a\",\"emails\":true}", 400), ("{\"userName\":\"a\",\"x\":\(nested)}", 400), (nested, 400),
            (manyKeys, 413),
        ])
    func refused(body: String, status: Int) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let client = HTTPTestClient(port: platform.port, host: tenant.host)
            let headers = [("Authorization", "Bearer \(tenant.token)"), ("Content-Type", "application/scim+json")]
            let start = ContinuousClock.now
            for path in ["/Users", "/Groups"] {
                let answer = try await client.send("POST", "/scim/v2" + path, headers: headers, body: body)
                #expect(answer.status == status && answer.isSCIMError, "\(path) \(answer.status) \(answer.text)")
            }
            #expect(.now - start < .seconds(15))
            #expect(try await tenant.resource("")["totalResults"] == 0)
            #expect(!platform.loggedText.contains("\"level\":\"error\""))
        }
    }

    @Test("Bytes that are no UTF-8 are refused")
    func notUTF8() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let client = HTTPTestClient(port: platform.port, host: tenant.host)
            let body = Array("{\"userName\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
            let headers = [("Authorization", "Bearer \(tenant.token)")]
            let answer = try await client.send("POST", "/scim/v2/Users", headers: headers, body: body)
            #expect(answer.status == 400 && answer.isSCIMError)
        }
    }

    @Test("What is odd but right comes back exactly as it was sent")
    func roundTrip() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for text in RandomText.atoms + ["\u{1}\u{1F}", String(repeating: "x", count: 65_000)] {
                let user = try await tenant.createUser(
                    "\(text.utf8.count) \(text.prefix(20))x", ["title": .string("x\(text)")])
                let title = try await tenant.resource("/Users/\(user)")["title"]?.stringValue ?? ""
                #expect(title.utf8.elementsEqual("x\(text)".utf8), "\(text.prefix(20).debugDescription)")
                _ = try await tenant.send("DELETE", "/Users/\(user)")
            }
        }
    }

    @Test(
        "A body that says to be something else is a 415",
        arguments: ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"])
    func mediaType(type: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let answer = try await tenant.send("POST", "/Users", ["userName": "a"], headers: [("Content-Type", type)])
            #expect(answer.status == 415 && answer.isSCIMError)
        }
    }
}
