import JSON
import Testing

@testable import SCIM

@Suite struct SortKeyTests {
    @Test(
        "What has no single value cannot be sorted by",
        arguments: [
            "", "nonsense", "name", "meta", "addresses", "password", "emails[type eq \"work\"]", "userName desc",
        ])
    func refused(path: String) {
        let error = #expect(throws: SCIMError.self) { try SortKey(parsing: path, for: .user) }
        #expect(error?.kind == .invalidValue)
    }

    @Test(
        "A list is sorted by the primary element, or else by the first",
        arguments: [
            (#"[{"value":"B"},{"value":"a","primary":true}]"#, "a"), (#"[{"value":"B"},{"value":"a"}]"#, "b"),
            (#"[{"type":"work"},{"value":"a"}]"#, nil), ("[]", nil),
        ] as [(String, JSON?)])
    func lists(emails: String, expected: JSON?) throws {
        for path in ["emails", "emails.value", "EMAILS.Value"] {
            let key = try SortKey(parsing: path, for: .user)
            let keys = SearchKeys(of: ["emails": try json(emails)], as: .user)
            #expect(key.value(in: keys) == expected)
        }
    }

    @Test("Absent values come last, and first when descending")
    func order() throws {
        let key = try SortKey(parsing: "displayName", for: .user)
        let names: [JSON?] = ["b", nil, "a", "\u{10000}", "\u{FFFD}"]
        let ascending = names.sorted { key.precedes($0, $1, isDescending: false) }
        #expect(ascending == ["a", "b", "\u{FFFD}", "\u{10000}", nil])
        #expect(names.sorted { key.precedes($0, $1, isDescending: true) } == ascending.reversed())
    }

    @Test("Numbers and truth values have their natural order")
    func types() throws {
        let key = try SortKey(parsing: "active", for: .user)
        #expect(key.precedes(false, true, isDescending: false))
        #expect(!key.precedes(true, true, isDescending: false))
        #expect(key.precedes(9, 10, isDescending: false))
        #expect(key.precedes(9, 9.5, isDescending: false))
        #expect(key.precedes(-1.5, -1, isDescending: false))
    }
}
