import SCIM
import Testing

@testable import Directory

@Suite("Searches that walk")
struct WalkTests {
    @Test(
        "are those that no index answers, and those that reach behind the first page",
        arguments: [
            ("", false), ("count=100", false), ("count=101", true), ("count=99&startIndex=2", false),
            ("count=100&startIndex=2", true), ("startIndex=9223372036854775807", true),
            ("filter=title%20pr", true), ("filter=userName%20ne%20%22a%22", true),
            ("filter=userName%20eq%20%22a%22&count=1000", false), ("filter=userName%20sw%20%22a%22&count=1000", false),
            ("filter=externalId%20eq%20%22a%22", false), ("filter=emails%20eq%20%22a%22", false),
            ("filter=title%20pr%20and%20externalId%20eq%20%22a%22", false),
        ])
    func walks(query: String, isWalk: Bool) throws {
        let search = try Search(
            SearchRequest(query: query), over: SearchableUsers(baseURL: "https://acme.example.com/scim/v2"))
        #expect(search.isWalk == isWalk)
    }
}
