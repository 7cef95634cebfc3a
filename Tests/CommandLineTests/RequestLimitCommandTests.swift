import Configuration
import JSON
import Platform
import Testing

@Suite("muster tenant settings --requests-per-second")
struct RequestLimitCommandTests {
    private func withTenant(_ body: (Installation) async throws -> Void) async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            try await body(installation)
        }
    }

    @Test("One below the least and one above the most are refused, with what to do", arguments: [24, 0, 1_000_001])
    func refused(rate: Int) async throws {
        try await withTenant { installation in
            let transcript = await installation.muster(
                "tenant", "settings", "--tenant", "1", "--requests-per-second=\(rate)", "--json")
            #expect(transcript.exitCode == 1)
            #expect(transcript.errorCode == "invalid")
            #expect(transcript.error.contains("25 requests a second at the least"))
            #expect(transcript.error.contains("'none'"))
            let settings = try await installation.answer("tenant", "settings", "--tenant", "1")
            #expect(settings["requestsPerSecond"] == "default")
        }
    }

    @Test("What is neither a number nor one of the two words is wrong usage", arguments: ["", "many", "-1", "25.5"])
    func notANumber(text: String) async {
        let transcript = await muster(["tenant", "settings", "--tenant", "1", "--requests-per-second=\(text)"])
        #expect(transcript.exitCode == 2)
        #expect(transcript.error.contains("a number, none, or default"))
    }

    @Test(
        "The least and the most are set, and both words take the limit away again",
        arguments: [("25", 25), ("1000000", 1_000_000), ("none", "none"), ("default", "default")] as [(String, JSON)])
    func set(text: String, told: JSON) async throws {
        try await withTenant { installation in
            _ = try await installation.answer("tenant", "settings", "--tenant", "1", "--requests-per-second", "50")
            let answer = try await installation.answer(
                "tenant", "settings", "--tenant", "1", "--requests-per-second", text)
            #expect(answer["requestsPerSecond"] == told)
            #expect(answer["breakerPeople"] == 20, "what is not named stays as it is")
            let events = try await installation.answer("event", "list", "--tenant", "1").arrayValue ?? []
            #expect(events.last?["kind"] == "tenant.settings_changed")
            #expect(events.last?["data"]?["requestsPerSecond"] == told)
        }
    }

    @Test(
        "The platform's limit is 25 or more",
        arguments: [("24", nil), ("25", 25), ("1000000", 1_000_000), ("1000001", nil)])
    func platformLimit(text: String, rate: Int?) {
        #expect(PlatformSettings.tenantRequestsPerSecond.parser.parse(text) == rate)
    }

    @Test(
        "Proxies are named by their networks",
        arguments: [("127.0.0.1/32,fd00::/8", true), ("127.0.0.1", true), ("10.1.2.3/8", false), ("localhost", false)])
    func proxies(text: String, isRight: Bool) {
        #expect((PlatformSettings.trustedProxies.parser.parse(text) != nil) == isRight)
    }
}
