import JSON
import TestHarness
import Testing

/// A search with a random order and page.
struct PagedSearch {
    let filter: String?
    let sortBy: String?
    let isDescending: Bool
    private let startIndex: Int?
    private let count: Int?

    init(filter: String?, sortBy: String?, _ random: inout SeededGenerator) {
        (self.filter, self.sortBy) = (filter, sortBy)
        isDescending = random.oneIn(2)
        startIndex = random.oneIn(2) ? Int.random(in: -1...12, using: &random) : nil
        count = random.oneIn(2) ? Int.random(in: -1...12, using: &random) : nil
    }

    /// Searches with GET and a query, or with POST and a body.
    func send(to tenant: TestTenant, _ path: String, usingPost: Bool) async throws -> HTTPTestResponse {
        var members: JSON.Object = ["sortOrder": isDescending ? "descending" : "ascending"]
        members["filter"] = filter.map(JSON.string)
        members["sortBy"] = sortBy.map(JSON.string)
        members["startIndex"] = startIndex.map { .integer(Int64($0)) }
        members["count"] = count.map { .integer(Int64($0)) }
        if usingPost { return try await tenant.send("POST", path + "/.search", .object(members)) }
        let query = members.members.map { name, value in
            "\(name)=\((value.stringValue ?? "\(value.integerValue ?? 0)").percentEncoded)"
        }
        return try await tenant.send("GET", "\(path)?\(query.joined(separator: "&"))")
    }

    /// Compares the answer with what has to be found.
    ///
    /// - Returns: how many resources the search has.
    func check(
        _ answer: HTTPTestResponse, _ expected: [String]?, _ where: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> Int {
        let comment = Comment(rawValue: "\(`where`): \(self)")
        guard let expected else {
            #expect(answer.status == 400 && answer.isSCIMError, comment, sourceLocation: sourceLocation)
            return 0
        }
        guard answer.status == 200, let json = try? answer.json else {
            Issue.record("\(comment) \(answer.status) \(answer.text)", sourceLocation: sourceLocation)
            return 0
        }
        let start = min(max(1, startIndex ?? 1) - 1, expected.count)
        let page = Array(expected[start...].prefix(max(0, count ?? 100)))
        let found = (json["Resources"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        #expect(json["totalResults"] == .integer(Int64(expected.count)), comment, sourceLocation: sourceLocation)
        let isSame = found == page
        #expect(isSame, "\(comment)\nfound    \(found)\nexpected \(page)", sourceLocation: sourceLocation)
        return expected.count
    }
}

extension String {
    /// The text as part of a query: everything but letters and digits is escaped.
    var percentEncoded: String {
        utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            guard !isPlain else { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
