import JSON
import Testing

@testable import SCIM

@Suite struct SearchRequestTests {
    @Test(
        "Bad values are refused",
        arguments: [
            "startIndex=abc", "startIndex=", "count=x", "sortOrder=up", "filter=%", "filter=a&filter=a",
            "count=1&Count=1",
        ])
    func refused(query: String) {
        #expect(throws: SCIMError.self) { try SearchRequest(query: query) }
    }

    @Test(
        "Nothing asked is everything by default",
        arguments: [nil, "", "aadOptscim062020", "x=1&x=2", "sortBy=&attributes="])
    func standard(query: String?) throws {
        let request = try SearchRequest(query: query)
        #expect(request.filter == nil && request.sortBy == nil && request.sortOrder == .ascending)
        #expect(request.page == Page() && request.page.count == 100 && request.page.startIndex == 1)
        #expect(try request.projection(for: .user).isEverything)
    }

    @Test("A query is read, with plus and escape as a space and names in any case")
    func query() throws {
        let request = try SearchRequest(
            query: "FILTER=userName+eq%20%22a%2Bb%22&sortBy=name.familyName&sortorder=Descending&startIndex=11"
                + "&count=10&attributes=userName,+emails.value&aadOptscim062020")
        #expect(request.filter == "userName eq \"a+b\"")
        #expect(request.sortBy == "name.familyName" && request.sortOrder == .descending)
        #expect(request.page == Page(startIndex: 11, count: 10))
        #expect(request.attributes == ["userName", "emails.value"])
    }

    @Test("An empty filter stays one, so that it cannot widen the result")
    func emptyFilter() throws {
        #expect(try SearchRequest(query: "filter=").filter == "")
    }

    @Test("A body says the same")
    func body() throws {
        let request = try SearchRequest(parsing: [
            "schemas": ["x"], "Filter": "id pr", "sortBy": "id", "sortOrder": "DESCENDING", "startIndex": 11,
            "count": "10",
            "excludedAttributes": ["members", "meta,externalId"], "attributes": .null, "other": [1],
        ])
        #expect(request.filter == "id pr" && request.sortBy == "id" && request.sortOrder == .descending)
        #expect(request.page == Page(startIndex: 11, count: 10))
        #expect(request.excludedAttributes == ["members", "meta", "externalId"] && request.attributes.isEmpty)
        #expect(try SearchRequest(parsing: ["attributes": "id,meta"]).attributes == ["id", "meta"])
    }

    @Test(
        "A bad body is refused",
        arguments: [
            [], .null, "x", ["filter": 1], ["filter": "a", "FILTER": "a"], ["count": "x"], ["sortOrder": "up"],
            ["sortBy": []], ["attributes": [1]], ["attributes": 1], ["excludedAttributes": [:]],
        ] as [JSON])
    func refusedBody(body: JSON) {
        #expect(throws: SCIMError.self) { try SearchRequest(parsing: body) }
    }
}
