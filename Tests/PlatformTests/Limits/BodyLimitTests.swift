import JSON
import TestHarness
import Testing

@Suite("How large a body may be, by what it is for", .sharedPlatform)
struct BodyLimitTests {
    private static func text(_ bytes: Int, _ start: String) -> String {
        let start = "{\(start),\"unknown\":\""
        return start + String(repeating: "x", count: bytes - start.utf8.count - 2) + "\"}"
    }

    @Test("A group may have 4 MiB, and anything else 1 MiB; one byte more is a 413")
    func bytes() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let client = HTTPTestClient(port: platform.port, host: tenant.host)
            let headers = [("Authorization", "Bearer \(tenant.token)")]
            for (path, limit, start) in [
                ("/Groups", 4 << 20, "\"displayName\":\"team\""), ("/Users", 1 << 20, "\"userName\":\"ada\""),
                ("/Groups/.search", 1 << 20, "\"count\":0"), ("/Bulk", 4 << 20, "\"Operations\":[]"),
            ] {
                for (extra, isRead) in [(0, true), (1, false)] {
                    let answer = try await client.send(
                        "POST", "/scim/v2" + path, headers: headers, body: Self.text(limit + extra, start))
                    #expect((answer.status != 413) == isRead, "\(path) \(answer.status) \(answer.text.prefix(200))")
                }
            }
        }
    }

    @Test("A group may have 100,000 values; one more is a 413")
    func values() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for (count, status) in [(100_000, 201), (100_001, 413)] {
                let list = JSON.array(Array(repeating: 1, count: count - 1))
                let answer = try await tenant.send(
                    "POST", "/Groups", ["displayName": .string("team\(count)"), "unknown": list])
                #expect(answer.status == status, "\(answer.text.prefix(200))")
            }
        }
    }
}
