import HTTPServer
import Testing

@testable import Traffic

@Suite("What stands for a credential in memory")
struct CredentialKeyTests {
    private func key(_ authorization: String?, host: String? = "cp.example.com") -> CredentialKey? {
        var headers = Headers()
        if let host { headers.append("Host", host) }
        if let authorization { headers.append("Authorization", authorization) }
        return CredentialKey(headers)
    }

    @Test("Without a credential or a host there is none")
    func none() {
        #expect(key(nil) == nil)
        #expect(key("") == nil)
        #expect(key("Bearer a", host: nil) == nil)
    }

    @Test("What was never issued has none, before anything is computed: outside of ASCII, or too long")
    func neverIssued() {
        #expect(key("Bearer mst_a\u{301}") == nil)
        #expect(key("x" + String(repeating: "\u{301}", count: 15_000)) == nil)
        let longest = "Bearer " + String(repeating: "a", count: CredentialKey.longestCredential - 7)
        #expect(key(longest) != nil)
        #expect(key(longest + "a") == nil)
        #expect(key("mst_a", host: String(repeating: "h", count: CredentialKey.longestHost)) != nil)
        #expect(key("mst_a", host: String(repeating: "h", count: CredentialKey.longestHost + 1)) == nil)
    }

    @Test(
        "However the scheme and the host are written, it is the same",
        arguments: [
            ("Bearer mst_a", "cp.example.com"), ("bEARER   mst_a", "CP.Example.COM"), ("mst_a", "cp.example.com:443"),
            ("Bearer \t mst_a", "cp.example.com"), ("Bearer\tmst_a", "cp.example.com:8080"),
        ])
    func same(authorization: String, host: String) {
        #expect(key(authorization, host: host) == key("Bearer mst_a"))
    }

    @Test(
        "Another credential or another host is another one",
        arguments: [
            ("Bearer mst_b", "cp.example.com"), ("Bearer mst_A", "cp.example.com"), ("Bearer mst_", "cp.example.com"),
            ("Bearer mst_aa", "cp.example.com"), ("Bearer mst_a", "cq.example.com"), ("Bearer mst_a", "cp.example.co"),
            ("Bearer mst_a", "xcp.example.com"), ("Bearer mst_a", ""),
        ])
    func different(authorization: String, host: String) {
        #expect(key(authorization, host: host) != key("Bearer mst_a"))
    }

    @Test("Each credential has its own beginning of the period: in no second a new one begins for all")
    func period() throws {
        let keys = try (0..<6_000).map { try #require(key("Bearer \($0)")) }
        let seconds = 1_000..<(1_000 + CredentialKey.periodSeconds)
        let begun = seconds.map { second in
            keys.count { $0.period(of: second) != $0.period(of: second - 1) }
        }
        #expect(begun.reduce(0, +) == keys.count)
        // Twenty each on average; the hash differs from run to run.
        #expect(begun.allSatisfy { $0 < 100 }, "\(begun)")
    }
}
