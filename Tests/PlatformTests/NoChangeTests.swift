import JSON
import TestHarness
import Testing

@Suite("Changes that change nothing")
struct NoChangeTests {
    private static func patch(_ operations: JSON...) -> JSON { ["Operations": .array(operations)] }

    /// Requests that ask for what is there already; the ids are placeholders.
    static let requests: [(method: String, path: String, body: JSON)] = [
        ("PATCH", "/Users/{{ada}}", patch(["op": "replace", "path": "displayName", "value": "Ada"])),
        ("PATCH", "/Users/{{ada}}", patch(["op": "Replace", "value": ["active": "True", "userName": "ada"]])),
        ("PATCH", "/Users/{{ada}}", patch(["op": "remove", "path": "title"])),
        (
            "PATCH", "/Users/{{ada}}",
            patch(["op": "replace", "value": ["nonsense": 1, "password": "x", "groups": []]])
        ),
        ("PUT", "/Users/{{ada}}", ["userName": "ada", "displayName": "Ada", "id": "other"]),
        ("PATCH", "/Groups/{{team}}", patch(["op": "replace", "path": "displayName", "value": "Team"])),
        ("PATCH", "/Groups/{{team}}", patch(["op": "add", "path": "members", "value": [["value": "{{ada}}"]]])),
        ("PATCH", "/Groups/{{team}}", patch(["op": "remove", "path": "members[value eq \"nobody\"]"])),
        ("PATCH", "/Groups/{{team}}", patch(["op": "replace", "path": "members", "value": ["{{ada}}", "{{ada}}"]])),
        ("PUT", "/Groups/{{team}}", ["displayName": "Team", "members": [["value": "{{ada}}"]]]),
    ]

    @Test("They are answered with 200, make no new version and write no event")
    func nothing() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let ada = try await tenant.createUser("ada", ["displayName": "Ada"])
            let team = try await tenant.createGroup("Team", members: [ada])
            let ids = Placeholders(["ada": ada, "team": team])
            let before = try await platform.events()
            #expect(before > 0)
            for (method, path, body) in Self.requests {
                let request = try ids.expand(path)
                let version = try await tenant.send("GET", request).header("ETag")
                let response = try await tenant.send(method, request, try ids.expand(body))
                #expect(response.status == 200, "\(method) \(request): \(response.text)")
                #expect(response.header("ETag") == version, "\(method) \(path) \(body)")
            }
            #expect(try await platform.events() == before)
            // What does change something is counted: the test could fail.
            _ = try await tenant.send(
                "PATCH", "/Users/\(ada)", Self.patch(["op": "replace", "path": "displayName", "value": "ada"]))
            #expect(try await platform.events() == before + 1)
        }
    }
}
