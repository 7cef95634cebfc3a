import JSON
import TestHarness
import Testing

@Suite("Filters that are not understood, or look like patterns", .sharedPlatform)
struct FilterRefusalTests {
    @Test(
        "A filter that is understood only in part is a 400 invalidFilter, and never finds more",
        arguments: [
            "", " ", "userName", "userName eq", "userName eq \"a", "eq \"a\"", "userName eq \"a\" and",
            "not userName pr",
            "userName eq \"a\" or or userName pr", "userName xx \"a\"", "nothing eq \"a\"", "userName.x eq \"a\"",
            "userName eq \"a\" userName pr", "(userName pr", "userName pr)", "emails[type eq \"work\"", "emails[]",
            "userName eq 'a'", "active gt true", "active eq \"maybe\"", "meta.created gt \"soon\"",
            "password eq \"a\"", "password pr", "userName eq \"a\\u0000\"", "userName eq \"\\ud800\"", "name eq \"a\"",
            "userName eq \"a\"; DROP TABLE muster.users", "urn:unknown:userName eq \"a\"", "emails[nothing eq \"a\"]",
            "userName pr && active eq true", "members.value eq \"a\"",
        ])
    func refused(filter: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            _ = try await tenant.createUser("a")
            let answers = [
                try await tenant.send("GET", "/Users?filter=\(filter.percentEncoded)"),
                try await tenant.send("POST", "/Users/.search", ["filter": .string(filter)]),
            ]
            for answer in answers {
                #expect(answer.status == 400 && answer.isSCIMError, "\(answer.status) \(answer.text)")
                #expect(answer.scimType == "invalidFilter" || filter.contains("\u{0}"), "\(answer.text)")
            }
        }
    }

    @Test("A hundred thousand parentheses are a 400 at once, and the server goes on")
    func parentheses() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let open = String(repeating: "(", count: 100_000)
            let filters = [open, open + "userName pr" + String(repeating: ")", count: 100_000)]
            let path = "emails" + String(repeating: "[", count: 100_000)
            let start = ContinuousClock.now
            for filter in filters {
                #expect(try await tenant.send("POST", "/Users/.search", ["filter": .string(filter)]).status == 400)
                #expect(try await tenant.send("GET", "/Users?filter=\(filter.prefix(15_000))").status == 400)
            }
            let user = try await tenant.createUser("a")
            #expect(try await tenant.send("PATCH", "/Users/\(user)", .replacing(path, with: "x")).status == 400)
            #expect(.now - start < .seconds(15))
            #expect(try await tenant.send("GET", "/Users").status == 200)
        }
    }

    @Test(
        "Characters that mean something elsewhere mean themselves",
        arguments: ["%", "_", "\\", "'", "\"", "*", "+", " ", "?", "[", "$1", "--", "%%", "\\'", "€%"])
    func literal(text: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let user = try await tenant.createUser("a\(text)b", ["externalId": .string("x\(text)")])
            for other in ["axb", "ab", "xx", "a  b"] where other != "a\(text)b" {
                _ = try await tenant.createUser(other, ["externalId": .string("\(other)y")])
            }
            let quoted = String(decoding: JSON.string("a\(text)b").serialized(), as: UTF8.self)
            let part = String(decoding: JSON.string(text).serialized(), as: UTF8.self)
            for filter in [
                "userName eq \(quoted)", "userName sw \(quoted)", "userName co \(quoted)", "userName ew \(quoted)",
                "externalId ew \(part)",
            ] {
                let found = try await tenant.found("/Users", filter)
                #expect(found.map { $0["id"] } == [.string(user)], "\(filter)")
                let query = try await tenant.resource("/Users?filter=\(filter.percentEncoded)")
                #expect(query["totalResults"] == 1, "\(filter)")
            }
        }
    }

    /// Two writings of one name, and whether they name the same person.
    @Test(
        "One normalisation decides what is the same, for names, filters and members of the database",
        arguments: [
            ("é@x", "e\u{301}@x", true), ("\u{212A}elvin", "kelvin", true), ("İx", "i\u{307}x", true),
            ("ÅNGSTRÖM", "\u{212B}ngstro\u{308}m", true), ("한", "\u{1112}\u{1161}\u{11AB}", true), ("Σ", "σ", true),
            ("ı", "i", false), ("ａ", "a", false), ("ß", "ss", false), ("ς", "σ", false), ("ﬁ", "fi", false),
            ("a", "а", false), ("a b", "a  b", false), ("a\u{200B}", "a", false), ("a", "a\u{301}", false),
        ])
    func normalisation(one: String, other: String, isSame: Bool) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let user = try await tenant.createUser(one)
            _ = try await tenant.createGroup(one)
            #expect(try await tenant.resource("/Users/\(user)")["userName"] == .string(one))
            let filter = "userName eq \(String(decoding: JSON.string(other).serialized(), as: UTF8.self))"
            #expect(try await tenant.found("/Users", filter).count == (isSame ? 1 : 0))
            #expect(
                try await tenant.send("POST", "/Users", ["userName": .string(other)]).status == (isSame ? 409 : 201))
            let group = try await tenant.send("POST", "/Groups", ["displayName": .string(other)])
            #expect(group.status == (isSame ? 409 : 201))
        }
    }
}
