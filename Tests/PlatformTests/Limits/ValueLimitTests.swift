import HTTPServer
import JSON
import Postgres
import SCIM
import TestHarness
import Testing

@Suite("The longest values, exactly and one byte past them", .sharedPlatform)
struct ValueLimitTests {
    @Test("Text that is not looked up: 65,536 bytes are kept, one more is a 400 that names the attribute")
    func text() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for (bytes, status) in [(65_536, 201), (65_537, 400)] {
                let text = JSON.string(String(repeating: "x", count: bytes))
                for (name, value) in [("title", text), ("name.formatted", ["formatted": text])] {
                    let attribute = String(name.prefix { $0 != "." })
                    let answer = try await tenant.send(
                        "POST", "/Users", ["userName": .string("\(name) \(bytes)"), attribute: value])
                    #expect(answer.status == status, "\(name): \(answer.text.prefix(300))")
                    #expect(status == 201 || answer.text.contains("\(name) must not be longer than 65536 bytes"))
                }
            }
        }
    }

    @Test("Indexed values: 1,024 bytes are kept, one more is a 400")
    func indexed() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for (bytes, status) in [(1024, 201), (1025, 400)] {
                let text = JSON.string(String(repeating: "x", count: bytes))
                let bodies: [(String, JSON)] = [
                    ("/Users", ["userName": text]), ("/Users", ["userName": .string("a\(bytes)"), "externalId": text]),
                    ("/Users", ["userName": .string("b\(bytes)"), "emails": [["value": text]]]),
                    ("/Users", ["userName": .string("c\(bytes)"), "displayName": text]),
                    ("/Groups", ["displayName": text]),
                ]
                for (path, body) in bodies {
                    let answer = try await tenant.send("POST", path, body)
                    #expect(answer.status == status, "\(path): \(answer.text.prefix(300))")
                }
            }
        }
    }
}
