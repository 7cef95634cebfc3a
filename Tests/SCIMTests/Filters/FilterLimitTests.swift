import Testing

@testable import SCIM

@Suite struct FilterLimitTests {
    @Test("A filter of 4,096 bytes is read, one of 4,097 is not")
    func bytes() throws {
        let empty = "userName eq \"\""
        let longest = "userName eq \"\(String(repeating: "a", count: Limits.filterBytes - empty.utf8.count))\""
        #expect(longest.utf8.count == Limits.filterBytes)
        _ = try Filter(parsing: longest, for: .user)
        #expect(throws: SCIMError.badRequest(.invalidFilter, "A filter may have at most 4096 bytes in UTF-8.")) {
            try Filter(parsing: longest + " ", for: .user)
        }
    }

    @Test("A filter 16 levels deep is read, one 17 deep is not", arguments: ["(", "not("])
    func depth(opening: String) throws {
        _ = try Filter(parsing: nested(opening, levels: Limits.filterDepth), for: .user)
        #expect(throws: SCIMError.badRequest(.invalidFilter, "A filter may be nested at most 16 levels deep.")) {
            try Filter(parsing: nested(opening, levels: Limits.filterDepth + 1), for: .user)
        }
    }

    @Test("Square brackets count as a level")
    func brackets() throws {
        let element = "emails[\(nested("(", levels: Limits.filterDepth - 1, of: "type pr"))]"
        _ = try Filter(parsing: element, for: .user)
        #expect(throws: SCIMError.self) { try Filter(parsing: "(\(element))", for: .user) }
    }

    @Test("A filter of 64 comparisons is read, one of 65 is not", arguments: ["and", "or"])
    func terms(keyword: String) throws {
        let terms = Array(repeating: "title pr", count: Limits.filterTerms)
        _ = try Filter(parsing: terms.joined(separator: " \(keyword) "), for: .user)
        let more = (terms + ["emails[type pr]"]).joined(separator: " \(keyword) ")
        #expect(throws: SCIMError.badRequest(.invalidFilter, "A filter may have at most 64 comparisons.")) {
            try Filter(parsing: more, for: .user)
        }
    }

    @Test("Many brackets are refused at once", arguments: [4096, 100_000])
    func manyBrackets(count: Int) {
        for bracket in ["(", "not(", "emails[", "((((title pr)"] {
            let filter = String(repeating: bracket, count: count)
            #expect(throws: SCIMError.self) { try Filter(parsing: filter, for: .user) }
        }
    }

    private func nested(_ opening: String, levels: Int, of filter: String = "title pr") -> String {
        String(repeating: opening, count: levels) + filter + String(repeating: ")", count: levels)
    }
}
