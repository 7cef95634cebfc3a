import Testing

@testable import SCIM

@Suite struct ResourceChangesTests {
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    @Test(
        "Attributes that differ are named, in the order of the schemas",
        arguments: [
            ("{}", "{}", []), (#"{"title":"a"}"#, #"{"title":"b"}"#, ["title"]), (#"{"title":"a"}"#, "{}", ["title"]),
            ("{}", #"{"title":"a","externalId":"e"}"#, ["externalId", "title"]),
            (#"{"title":"a"}"#, #"{"title":"A"}"#, ["title"]),
            (#"{"title":"\u00e9"}"#, #"{"title":"e\u0301"}"#, ["title"]),
            (#"{"name":{"givenName":"\u00e9"}}"#, #"{"name":{"givenName":"e\u0301"}}"#, ["name"]),
            (#"{"name":{"givenName":"a","familyName":"b"}}"#, #"{"name":{"familyName":"b","givenName":"a"}}"#, []),
            (#"{"emails":["a","b"]}"#, #"{"emails":["b","a"]}"#, ["emails"]),
            (#"{"emails":["a"]}"#, #"{"emails":["a","b"]}"#, ["emails"]),
            (#"{"active":true}"#, #"{"active":false}"#, ["active"]),
            ("{}", #"{"\#(enterprise)":{"department":"d"}}"#, ["\(enterprise):department"]),
            (
                #"{"\#(enterprise)":{"department":"d","division":"x"}}"#,
                #"{"\#(enterprise)":{"division":"x","manager":"m"}}"#,
                ["\(enterprise):department", "\(enterprise):manager"]
            ),
        ])
    func changes(before: String, after: String, names: [String]) throws {
        #expect(try user(after).changedAttributes(comparedTo: user(before)) == names)
        #expect(try user(before).changedAttributes(comparedTo: user(after)) == names)
    }
}
