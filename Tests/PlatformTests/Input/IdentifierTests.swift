import JSON
import TestHarness
import Testing

@Suite("Ids in paths", .sharedPlatform)
struct IdentifierTests {
    @Test(
        "What no resource can have is a 404 in SCIM, and never an error of the database",
        arguments: [
            "x", "0", "-1", "null", "%00", "a%00b", "..%2f..", "%2e%2e", "%27%20or%201%3D1--", "%F0%9F%98%80", "%25",
            "01890000-0000-7000-8000-00000000000", "01890000-0000-7000-8000-0000000000000", "{id}", "me",
            "01890000000070008000000000000000", String(repeating: "a", count: 10_000),
        ])
    func unknown(id: String) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            for (path, body) in [("/Users", ["userName": "a"] as JSON), ("/Groups", ["displayName": "a"])] {
                for (method, content) in [
                    ("GET", nil), ("PUT", body), ("PATCH", JSON.replacing("displayName", with: "b")), ("DELETE", nil),
                ] {
                    let answer = try await tenant.send(method, "\(path)/\(id)", content)
                    #expect(answer.status == 404 && answer.isSCIMError, "\(method) \(answer.status) \(answer.text)")
                }
            }
            #expect(!platform.loggedText.contains("\"level\":\"error\""))
        }
    }

    @Test("An externalId that is a number, or somebody's id, is text like any other", arguments: ["1", "ID", "null"])
    func externalID(text: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let first = try await tenant.createUser("ada@example.com")
            let value = text == "ID" ? first : text
            let second = try await tenant.createUser("bob@example.com", ["externalId": .string(value)])
            #expect(try await tenant.resource("/Users/\(second)")["externalId"] == .string(value))
            #expect(
                try await tenant.found("/Users", "externalId eq \"\(value)\"").map { $0["id"] } == [.string(second)])
            #expect(try await tenant.resource("/Users/\(first)")["id"] == .string(first))
            if text != "ID" { #expect(try await tenant.send("GET", "/Users/\(value)").status == 404) }
        }
    }
}
