import JSON
import Testing

@testable import SCIM

@Suite struct PatchParsingTests {
    @Test(
        "A body that is no list of operations is refused",
        arguments: [
            "{}", "[]", "null", "\"x\"", #"{"Operations":null}"#, #"{"Operations":{}}"#, #"{"Operations":[]}"#,
            #"{"Operations":[null]}"#, #"{"Operations":["x"]}"#, #"{"Operations":[{}]}"#,
            #"{"Operations":[{"op":null,"path":"title","value":"x"}]}"#,
            #"{"Operations":[{"op":"move","path":"title","value":"x"}]}"#,
            #"{"Operations":[{"op":"","path":"title","value":"x"}]}"#,
            #"{"Operations":[{"op":["add"],"path":"title","value":"x"}]}"#,
            #"{"Operations":[{"op":"add","path":"title","value":"x"}],"operations":[]}"#,
            #"{"Operations":[{"op":"add","OP":"add","path":"title","value":"x"}]}"#,
            #"{"Operations":[{"op":"replace","value":{"title":"x","TITLE":"y"}}]}"#,
            #"{"Operations":[{"op":"replace","value":{"name.givenName":"x","NAME.givenname":"y"}}]}"#,
        ])
    func invalidSyntax(body: String) {
        expect(.invalidSyntax, body)
    }

    @Test(
        "A path to nothing known is refused",
        arguments: [
            "nonsense", "name.nonsense", "userName.x", "name.givenName.x", "emails[type eq \"work\"].nonsense",
            "emails[type eq \"work\"]value", "emails[type eq \"work\"].value.x", "emails.value[type eq \"work\"]",
            "userName[value eq \"x\"]", "[type eq \"work\"]", "/userName", "userName,title", "userName title", " ",
            "urn:x:y", "urn:ietf:params:scim:schemas:core:2.0:Group:displayName", "a\u{308}",
            "urn:ietf:params:scim:schemas:core:2.0:User[value eq \"x\"].title", "members", ".title", "title.",
        ])
    func invalidPath(path: String) {
        for action in ["add", "replace", "remove"] { expect(.invalidPath, path: path, action) }
    }

    @Test("A path that is no text is refused", arguments: ["1", "true", "[\"title\"]", "{\"a\":1}"])
    func pathType(path: String) {
        expect(.invalidPath, #"{"Operations":[{"op":"add","path":\#(path),"value":"x"}]}"#)
    }

    @Test(
        "A filter in a path is understood whole or refused",
        arguments: [
            "emails[]", "emails[type]", "emails[type eq \"work\"", "emails[type eq]", "emails[nonsense eq \"x\"].value",
            "emails[emails.type eq \"work\"]", "emails[type eq \"work\" x].value", "emails[userName eq \"x\"]",
        ])
    func invalidFilter(path: String) {
        expect(.invalidFilter, path: path, "replace")
    }

    @Test(
        "Removing without saying what is refused",
        arguments: [
            #"{"op":"remove"}"#, #"{"op":"Remove","value":{"title":"x"}}"#, #"{"op":"remove","path":null}"#,
            #"{"op":"remove","path":""}"#,
            #"{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User"}"#,
        ])
    func noTarget(operation: String) {
        expect(.noTarget, #"{"Operations":[\#(operation)]}"#)
    }

    @Test(
        "An operation that sets something needs a value",
        arguments: [
            #"{"op":"add","path":"title"}"#, #"{"op":"replace","path":"title"}"#, #"{"op":"replace"}"#,
            #"{"op":"replace","value":null}"#, #"{"op":"replace","value":"x"}"#,
            #"{"op":"add","value":[{"title":"x"}]}"#,
            #"{"op":"add","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":"x"}}"#,
        ])
    func invalidValue(operation: String) {
        expect(.invalidValue, #"{"Operations":[\#(operation)]}"#)
    }

    @Test("A thousand operations are read, one more is not")
    func operations() throws {
        let operation: JSON = ["op": "add", "path": "title", "value": "x"]
        let longest = Array(repeating: operation, count: Limits.patchOperations)
        #expect(try PatchRequest(parsing: ["Operations": .array(longest)], for: .user).operations.count == 1000)
        let error = #expect(throws: SCIMError.self) {
            try PatchRequest(parsing: ["Operations": .array(longest + [operation])], for: .user)
        }
        #expect(error?.status == 413)
    }

    @Test("Keys of a value without a path count as operations")
    func keys() throws {
        func body(count: Int) -> JSON {
            var value = JSON.Object()
            for number in 0..<count { value.append("emails[value eq \"\(number)\"].type", "work") }
            return ["Operations": [["op": "add", "value": .object(value)]]]
        }
        #expect(try PatchRequest(parsing: body(count: 1000), for: .user).operations.count == 1000)
        let error = #expect(throws: SCIMError.self) { try PatchRequest(parsing: body(count: 1001), for: .user) }
        #expect(error?.status == 413)
    }

    @Test("A path of 1,024 bytes is read, one of 1,025 is not")
    func pathBytes() throws {
        let frame = "emails[value eq \"\"]"
        let path = "emails[value eq \"\(String(repeating: "a", count: Limits.pathBytes - frame.utf8.count))\"]"
        let patch = { (path: String) throws(SCIMError) in
            try PatchRequest(parsing: ["Operations": [["op": "remove", "path": .string(path)]]], for: .user)
        }
        #expect(try patch(path).operations.count == 1)
        let error = #expect(throws: SCIMError.self) { try patch(path + " ") }
        #expect(error?.kind == .invalidPath)
    }

    @Test("Many brackets in a path are refused at once", arguments: ["(", "emails[", "emails[("])
    func brackets(bracket: String) {
        expect(.invalidPath, path: String(repeating: bracket, count: 100_000), "remove")
        expect(.invalidFilter, path: "emails[" + String(repeating: "(", count: 1000), "remove")
    }

    private func expect(_ kind: SCIMError.Kind, path: String, _ action: String) {
        let operation: JSON = ["op": .string(action), "path": .string(path), "value": "x"]
        let error = #expect(throws: SCIMError.self) {
            try PatchRequest(parsing: ["Operations": [operation]], for: .user)
        }
        #expect(error?.kind == kind, "\(path.prefix(100))")
        #expect(error?.status == 400)
    }

    private func expect(_ kind: SCIMError.Kind, _ body: String) {
        let error = #expect(throws: SCIMError.self) { try PatchRequest(parsing: json(body), for: .user) }
        #expect(error?.kind == kind, "\(body)")
        #expect(error?.status == 400)
    }
}
