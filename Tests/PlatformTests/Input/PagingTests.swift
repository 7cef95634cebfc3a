import JSON
import TestHarness
import Testing

@Suite("startIndex and count", .sharedPlatform)
struct PagingTests {
    private static let people = 5

    @Test(
        "Every number has the meaning of RFC 7644, however large",
        arguments: [
            ("startIndex=0", 1, 5), ("startIndex=-1", 1, 5), ("startIndex=1", 1, 5), ("startIndex=5", 5, 1),
            ("startIndex=6", 6, 0), ("startIndex=\(Int.max)", Int.max, 0), ("startIndex=\(Int.min)", 1, 5),
            ("startIndex=99999999999999999999", Int.max, 0), ("count=0", 1, 0), ("count=-1", 1, 0), ("count=1", 1, 1),
            ("count=\(Int.max)", 1, 5), ("count=\(Int.min)", 1, 0), ("count=1000", 1, 5), ("count=1001", 1, 5),
            ("startIndex=\(Int.max)&count=\(Int.max)", Int.max, 0), ("startIndex=2&count=2", 2, 2),
        ])
    func numbers(query: String, startIndex: Int, rows: Int) async throws {
        try await Self.withPeople { tenant in
            for path in ["/Users?\(query)", "/Users?\(query)&filter=userName%20pr&sortBy=userName", "?\(query)"] {
                let list = try await tenant.resource(path)
                #expect(list["totalResults"] == .integer(Int64(Self.people)), "\(path)")
                #expect(list["startIndex"] == .integer(Int64(startIndex)), "\(path)")
                #expect(list["itemsPerPage"] == .integer(Int64(rows)), "\(path)")
                #expect(list["Resources"]?.arrayValue?.count == rows, "\(path)")
            }
        }
    }

    @Test("What is no number is a 400", arguments: ["abc", "", "1.5", "1e3", "0x1", "%31x", "1,2", "--1", "%C2%B2"])
    func notNumbers(text: String) async throws {
        try await Self.withPeople { tenant in
            for name in ["startIndex", "count"] {
                let answer = try await tenant.send("GET", "/Users?\(name)=\(text)")
                #expect(answer.status == 400 && answer.isSCIMError, "\(name)=\(text): \(answer.text)")
            }
        }
    }

    private static func withPeople(_ body: (TestTenant) async throws -> Void) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            for number in 0..<people { _ = try await tenant.createUser("user\(number)") }
            try await body(tenant)
        }
    }
}
