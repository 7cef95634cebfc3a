import JSON
import Testing

@testable import SCIM

@Suite struct PatchApplyingTests {
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    @Test(
        "Simple attributes are set and taken out",
        arguments: [
            PatchCase("{}", #"{"op":"add","path":"title","value":"x"}"#, #"{"title":"x"}"#),
            PatchCase(#"{"title":"x"}"#, #"{"op":"Replace","path":"TITLE","value":" Y "}"#, #"{"title":" Y "}"#),
            PatchCase(#"{"title":"x"}"#, #"{"OP":"REMOVE","Path":"Title"}"#, "{}"),
            PatchCase(#"{"title":"x"}"#, #"{"op":"remove","path":"title","value":"y"}"#, "{}"),
            PatchCase("{}", #"{"op":"remove","path":"title"}"#, "{}"),
            PatchCase(#"{"title":"x"}"#, #"{"op":"replace","path":"title","value":null}"#, "{}"),
            PatchCase(#"{"title":"x"}"#, #"{"op":"add","path":"title","value":""}"#, "{}"),
            PatchCase(#"{"title":"x"}"#, #"{"op":"replace","path":"title","value":[]}"#, "{}"),
            PatchCase("{}", #"{"op":"add","path":"title","value":5}"#, #"{"title":"5"}"#),
            PatchCase(#"{"active":true}"#, #"{"op":"Replace","path":"active","value":"False"}"#, #"{"active":false}"#),
            PatchCase(#"{"active":true}"#, #"{"op":"replace","value":{"active":false}}"#, #"{"active":false}"#),
            PatchCase(#"{"active":true}"#, #"{"op":"replace","value":{"Active":"FALSE"}}"#, #"{"active":false}"#),
            PatchCase("{}", #"{"op":"add","path":"externalId","value":"E"}"#, #"{"externalId":"E"}"#),
            PatchCase(
                "{}", #"{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:userName","value":"Ann"}"#,
                #"{"userName":"Ann"}"#),
            PatchCase("{}", #"{"op":"add","path":"password","value":"s"},{"op":"remove","path":"password"}"#, "{}"),
            PatchCase(
                "{}", #"{"op":"add","path":"title","value":"x"},{"op":"replace","path":"title","value":"y"}"#,
                #"{"title":"y"}"#),
        ])
    func simple(_ patch: PatchCase) throws { try patch.check() }

    @Test(
        "Without a path, keys are paths, and what is unknown or read-only is left out",
        arguments: [
            PatchCase("{}", #"{"op":"replace","value":{}}"#, "{}"),
            PatchCase(
                "{}",
                #"{"op":"replace","path":null,"value":{"id":"x","schemas":[],"meta":{},"groups":[],"titel":"x"}}"#, "{}"
            ),
            PatchCase("{}", #"{"op":"add","path":"","value":{"id":"x","Title":"T"}}"#, #"{"title":"T"}"#),
            PatchCase(
                "{}", #"{"op":"replace","value":{"name.givenName":"A","NAME.familyName":"B"}}"#,
                #"{"name":{"givenName":"A","familyName":"B"}}"#),
            PatchCase(
                "{}", #"{"op":"add","value":{"\#(enterprise):department":"D","\#(enterprise):Manager":"M"}}"#,
                #"{"\#(enterprise)":{"department":"D","manager":{"value":"M"}}}"#),
            PatchCase(
                #"{"\#(enterprise)":{"department":"D"}}"#,
                #"{"op":"replace","value":{"\#(enterprise)":{"division":"V","manager.value":"M","x":1}}}"#,
                #"{"\#(enterprise)":{"department":"D","division":"V","manager":{"value":"M"}}}"#),
            PatchCase("{}", #"{"op":"add","value":{"department":"D"}}"#, #"{"\#(enterprise)":{"department":"D"}}"#),
            PatchCase(
                #"{"\#(enterprise)":{"department":"D"}}"#, #"{"op":"replace","value":{"\#(enterprise)":null}}"#, "{}"),
            PatchCase(
                "{}", #"{"op":"add","value":{"urn:ietf:params:scim:schemas:core:2.0:User":{"title":"T"}}}"#,
                #"{"title":"T"}"#),
            PatchCase(
                #"{"title":"T"}"#, #"{"op":"add","value":{"urn:ietf:params:scim:schemas:core:2.0:User":null}}"#,
                #"{"title":"T"}"#),
            PatchCase(
                "{}", #"{"op":"add","value":{"emails[type eq \"work\"].value":"w","nonsense[type eq \"x\"].y":"z"}}"#,
                #"{"emails":[{"type":"work","value":"w"}]}"#),
            PatchCase("{}", #"{"op":"add","value":{"urn:unknown:User:tag":"x","urn:unknown":{"a":1}}}"#, "{}"),
        ])
    func withoutPath(_ patch: PatchCase) throws { try patch.check() }

    @Test(
        "Complex attributes are merged",
        arguments: [
            PatchCase(
                #"{"name":{"givenName":"A","familyName":"B"}}"#,
                #"{"op":"replace","path":"name","value":{"givenName":"C"}}"#,
                #"{"name":{"givenName":"C","familyName":"B"}}"#),
            PatchCase(
                #"{"name":{"givenName":"A","familyName":"B"}}"#,
                #"{"op":"replace","value":{"name":{"GIVENNAME":null,"x":1}}}"#, #"{"name":{"familyName":"B"}}"#),
            PatchCase(
                #"{"name":{"givenName":"A","familyName":"B"}}"#,
                #"{"op":"add","path":"name","value":{"givenName":"","familyName":"C"}}"#,
                #"{"name":{"familyName":"C"}}"#),
            PatchCase(#"{"name":{"givenName":"A"}}"#, #"{"op":"replace","path":"name","value":{}}"#, "{}"),
            PatchCase(
                #"{"name":{"givenName":"A"}}"#, #"{"op":"replace","path":"name","value":{"x":1}}"#,
                #"{"name":{"givenName":"A"}}"#),
            PatchCase(#"{"name":{"givenName":"A"}}"#, #"{"op":"remove","path":"name.givenName"}"#, "{}"),
            PatchCase(#"{"name":{"givenName":"A"}}"#, #"{"op":"replace","path":"name.givenName","value":""}"#, "{}"),
            PatchCase(
                #"{"name":{"givenName":"A"}}"#, #"{"op":"add","path":"name.familyName","value":"B"}"#,
                #"{"name":{"givenName":"A","familyName":"B"}}"#),
            PatchCase(#"{"name":{"givenName":"A"}}"#, #"{"op":"remove","path":"name"}"#, "{}"),
        ])
    func complex(_ patch: PatchCase) throws { try patch.check() }

    @Test(
        "A manager comes in many shapes",
        arguments: [
            PatchCase("{}", #"{"op":"add","path":"manager","value":"M"}"#, withManager(#"{"value":"M"}"#)),
            PatchCase(
                "{}", #"{"op":"Add","path":"\#(enterprise):manager","value":[{"value":"M"}]}"#,
                withManager(#"{"value":"M"}"#)),
            PatchCase(
                "{}", #"{"op":"add","path":"\#(enterprise):manager.value","value":"M"}"#, withManager(#"{"value":"M"}"#)
            ),
            PatchCase(
                "{}", #"{"op":"add","path":"\#(enterprise)","value":{"manager":{"value":"M"}}}"#,
                withManager(#"{"value":"M"}"#)),
            PatchCase(
                withManager(#"{"value":"M","displayName":"Mandy"}"#), #"{"op":"replace","path":"manager","value":"N"}"#,
                withManager(#"{"value":"N"}"#)),
            PatchCase(
                withManager(#"{"value":"M","displayName":"Mandy"}"#),
                #"{"op":"replace","path":"manager","value":{"value":"M"}}"#,
                withManager(#"{"value":"M","displayName":"Mandy"}"#)),
            PatchCase(
                withManager(#"{"value":"M","displayName":"Mandy"}"#),
                #"{"op":"replace","path":"manager","value":{"displayName":null}}"#, withManager(#"{"value":"M"}"#)),
            PatchCase(withManager(#"{"value":"M"}"#), #"{"op":"replace","path":"manager","value":""}"#, "{}"),
            PatchCase(withManager(#"{"value":"M"}"#), #"{"op":"replace","path":"manager","value":null}"#, "{}"),
            PatchCase(withManager(#"{"value":"M"}"#), #"{"op":"replace","path":"manager","value":{"value":""}}"#, "{}"),
            PatchCase(
                withManager(#"{"value":"M"}"#), #"{"op":"replace","path":"manager","value":[{"value":null}]}"#, "{}"),
            PatchCase(
                withManager(#"{"value":"M","displayName":"X"}"#),
                #"{"op":"replace","path":"manager.value","value":""}"#, "{}"),
            PatchCase(withManager(#"{"value":"M"}"#), #"{"op":"remove","path":"\#(enterprise):manager"}"#, "{}"),
            PatchCase(withManager(#"{"value":"M"}"#), #"{"op":"remove","path":"\#(enterprise)"}"#, "{}"),
            PatchCase(
                withManager(#"{"value":"M"}"#),
                #"{"op":"replace","path":"manager[value eq \"M\"].displayName","value":"X"}"#,
                withManager(#"{"value":"M","displayName":"X"}"#)),
            PatchCase(
                "{}", #"{"op":"replace","path":"manager[value eq \"M\"].displayName","value":"X"}"#,
                withManager(#"{"value":"M","displayName":"X"}"#)),
            PatchCase(
                withManager(#"{"value":"M"}"#), #"{"op":"remove","path":"manager[value eq \"N\"]"}"#,
                withManager(#"{"value":"M"}"#)),
            PatchCase(withManager(#"{"value":"M"}"#), #"{"op":"remove","path":"manager[value eq \"M\"]"}"#, "{}"),
        ])
    func managers(_ patch: PatchCase) throws { try patch.check() }

    @Test(
        "What cannot be applied is refused",
        arguments: [
            (#"{"op":"remove","path":"userName"}"#, SCIMError.Kind.mutability),
            (#"{"op":"replace","path":"userName","value":""}"#, .invalidValue),
            (#"{"op":"replace","value":{"userName":null}}"#, .invalidValue),
            (#"{"op":"replace","path":"active","value":"yes"}"#, .invalidValue),
            (#"{"op":"replace","path":"title","value":{"value":"x"}}"#, .invalidValue),
            (#"{"op":"replace","path":"name","value":"x"}"#, .invalidValue),
            (#"{"op":"add","path":"name","value":{"givenName":"a","GivenName":"b"}}"#, .invalidSyntax),
            (#"{"op":"add","path":"emails","value":[["x"]]}"#, .invalidValue),
            (
                #"{"op":"replace","path":"emails[type eq \"work\"]","value":[{"value":"a"},{"value":"b"}]}"#,
                .invalidValue
            ),
            (#"{"op":"replace","path":"emails[type co \"work\"].value","value":"a"}"#, .noTarget),
            (#"{"op":"add","path":"emails[type eq \"a\" or type eq \"b\"].value","value":"a"}"#, .noTarget),
            (#"{"op":"add","path":"emails[not (type eq \"a\") and value pr].display","value":"a"}"#, .noTarget),
            (#"{"op":"add","path":"emails[type eq \"a\" and type eq \"b\"].value","value":"a"}"#, .noTarget),
            (#"{"op":"replace","path":"manager[value eq \"other\"].displayName","value":"a"}"#, .noTarget),
        ])
    func refused(operation: String, kind: SCIMError.Kind) throws {
        let patch = try PatchRequest(parsing: json("{\"Operations\":[\(operation)]}"), for: .user)
        let before = try user(Self.withManager(#"{"value":"M"}"#))
        let error = #expect(throws: SCIMError.self) { try patch.apply(to: before) }
        #expect(error?.kind == kind)
        #expect(error?.status == 400)
    }

    @Test("A required attribute may be missing between operations, but not after them")
    func requiredInTheEnd() throws {
        let text =
            #"{"Operations":[{"op":"replace","path":"userName","value":""},{"op":"add","value":{"userName":"ann"}}]}"#
        let patched = try PatchRequest(parsing: json(text), for: .user).apply(to: user())
        #expect(patched.text(of: "userName") == "ann")
    }

    @Test("Many operations on a long list are refused before they take long")
    func work() throws {
        let emails = (0..<1000).map { number -> JSON in ["value": .string("\(number)")] }
        let resource = Resource(type: .user, canonical: ["userName": "joe", "emails": .array(emails)])
        func patch(count: Int) throws -> PatchRequest {
            let operation: JSON = ["op": "remove", "path": "emails[value eq \"x\"]"]
            return try PatchRequest(
                parsing: ["Operations": .array(Array(repeating: operation, count: count))], for: .user)
        }
        #expect(try patch(count: 20).apply(to: resource) == resource)
        let error = #expect(throws: SCIMError.self) { try patch(count: 21).apply(to: resource) }
        #expect(error?.status == 413)
    }

    static func withManager(_ manager: String) -> String { #"{"\#(enterprise)":{"manager":\#(manager)}}"# }
}
