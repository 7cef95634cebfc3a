import JSON
import Testing

@testable import SCIM

@Suite struct MembershipChangeTests {
    @Test(
        "Every habit of changing members is one change of ids",
        arguments: [
            (
                #"{"op":"add","path":"members","value":[{"value":"A"},{"value":"b"},{"value":"A"}]}"#,
                [.add(["A", "b"])]
            ),
            (#"{"op":"Add","path":"Members","value":{"value":"a","display":null}}"#, [.add(["a"])]),
            (#"{"op":"add","path":"members","value":"a"}"#, [.add(["a"])]),
            (#"{"op":"add","path":"members","value":["a","b"]}"#, [.add(["a", "b"])]),
            (#"{"op":"add","path":"members","value":[{"Value":5,"$ref":"x","type":"User"}]}"#, [.add(["5"])]),
            (#"{"op":"add","path":"members","value":[]}"#, []),
            (#"{"op":"add","path":"members","value":null}"#, []),
            (#"{"op":"add","path":"members","value":[null,{},"",{"value":""},{"value":null}]}"#, []),
            (#"{"op":"add","path":"members.value","value":"a"}"#, [.add(["a"])]),
            (#"{"op":"add","value":{"members":[{"value":"a"}]}}"#, [.add(["a"])]),
            (#"{"op":"replace","value":{"MEMBERS":[{"value":"a"}],"id":"x"}}"#, [.replace(["a"])]),
            (#"{"op":"replace","path":"members","value":[{"value":"a"}]}"#, [.replace(["a"])]),
            (#"{"op":"replace","path":"members","value":[]}"#, [.removeAll]),
            (#"{"op":"replace","path":"members","value":null}"#, [.removeAll]),
            (#"{"op":"remove","path":"members"}"#, [.removeAll]),
            (#"{"op":"remove","path":"members","value":null}"#, [.removeAll]),
            (#"{"op":"remove","path":"members","value":[]}"#, []),
            (#"{"op":"remove","path":"members","value":[{"value":null}]}"#, []),
            (#"{"op":"Remove","path":"members","value":[{"value":"a"},{"value":"b"}]}"#, [.remove(["a", "b"])]),
            (#"{"op":"remove","path":"members","value":"a"}"#, [.remove(["a"])]),
            (#"{"op":"remove","path":"members[value eq \"A\"]"}"#, [.remove(["A"])]),
            (#"{"op":"remove","path":"members[value eq \"a\"].value"}"#, [.remove(["a"])]),
            (
                #"{"op":"remove","path":"members[value eq \"a\" or value eq \"b\" or value eq \"a\"]"}"#,
                [.remove(["a", "b"])]
            ),
            (#"{"op":"remove","path":"members[value eq \"a\" and type eq \"user\"]"}"#, [.remove(["a"])]),
            (#"{"op":"remove","path":"members[value eq \"a\" and type eq \"Group\"]"}"#, []),
            (#"{"op":"remove","path":"members[value eq \"a\" and value eq \"b\"]"}"#, []),
            (
                #"{"op":"remove","path":"members[(value eq \"a\" or value eq \"b\") and value eq \"b\"]"}"#,
                [.remove(["b"])]
            ),
            (#"{"op":"remove","path":"members[type eq \"User\"]"}"#, [.removeAll]),
            (#"{"op":"add","path":"members[value eq \"a\"]","value":{"value":"a"}}"#, [.add(["a"])]),
            (#"{"op":"replace","path":"members[value eq \"a\"].value","value":"a"}"#, [.add(["a"])]),
            (
                #"{"op":"add","path":"members","value":"a"},{"op":"remove","path":"members[value eq \"a\"]"}"#,
                [.add(["a"]), .remove(["a"])]
            ),
            (#"{"op":"replace","value":{"id":"x","displayName":"N"}}"#, []),
        ] as [(String, [MembershipChange])])
    func habits(operations: String, changes: [MembershipChange]) throws {
        #expect(try separated(operations).changes == changes)
    }

    @Test("The rest changes the group itself and knows nothing of members")
    func rest() throws {
        let (rest, changes) = try separated(
            #"""
            {"op":"replace","value":{"id":"x","displayName":"New","members":[{"value":"a"}]}},
            {"op":"add","path":"externalId","value":"E"}
            """#)
        #expect(changes == [.replace(["a"])])
        let group = Resource(type: .group, canonical: ["displayName": "Old"])
        #expect(try rest.apply(to: group).attributes == ["displayName": "New", "externalId": "E"])
    }

    @Test(
        "What cannot be said by ids is refused",
        arguments: [
            (#"{"op":"remove","path":"members[value co \"a\"]"}"#, SCIMError.Kind.invalidFilter),
            (#"{"op":"remove","path":"members[value pr]"}"#, .invalidFilter),
            (#"{"op":"remove","path":"members[not (value eq \"a\")]"}"#, .invalidFilter),
            (#"{"op":"remove","path":"members[value ne \"a\"]"}"#, .invalidFilter),
            (#"{"op":"remove","path":"members[value eq \"a\" or display eq \"x\"]"}"#, .invalidFilter),
            (#"{"op":"replace","path":"members[value eq \"a\"].value","value":"b"}"#, .mutability),
            (#"{"op":"replace","path":"members[value eq \"a\"]","value":{"value":"b"}}"#, .mutability),
            (#"{"op":"replace","path":"members[value eq \"a\"].type","value":"x"}"#, .mutability),
            (#"{"op":"add","path":"members","value":[{"display":"x"}]}"#, .invalidValue),
            (#"{"op":"add","path":"members","value":[["a"]]}"#, .invalidValue),
            (#"{"op":"add","path":"members","value":[{"value":{"value":"a"}}]}"#, .invalidValue),
            (#"{"op":"add","path":"members","value":true}"#, .invalidValue),
            (#"{"op":"add","path":"members","value":[{"value":"a","VALUE":"b"}]}"#, .invalidSyntax),
        ])
    func refused(operation: String, kind: SCIMError.Kind) {
        let error = #expect(throws: SCIMError.self) { try separated(operation) }
        #expect(error?.kind == kind)
        #expect(error?.status == 400)
    }

    @Test("Ten thousand people fit into one request, one more does not")
    func limit() throws {
        let ids = (0...Limits.membersPerRequest).map { JSON.string("\($0)") }
        let most = JSON.array(Array(ids.dropLast()))
        #expect(try MembershipChange.ids(from: most).count == 10_000)
        #expect(throws: SCIMError.tooManyElements("members")) { try MembershipChange.ids(from: .array(ids)) }

        let first: JSON = ["op": "add", "path": "members", "value": most]
        let empty: JSON = ["op": "remove", "path": "members"]
        let second: JSON = ["op": "add", "path": "members", "value": "x"]
        let fitting = try PatchRequest(parsing: ["Operations": [first, empty]], for: .group)
        #expect(try fitting.separating(attribute: "Members").changes.count == 2)
        let more = try PatchRequest(parsing: ["Operations": [first, second]], for: .group)
        #expect(throws: SCIMError.tooManyElements("members")) { try more.separating(attribute: "members") }
    }

    @Test("Ids of a whole body keep their spelling and come once each")
    func ids() throws {
        #expect(try MembershipChange.ids(from: ["B", ["value": "b"], ["value": "B"], " b"]) == ["B", "b", " b"])
        #expect(try MembershipChange.ids(from: .null) == [])
    }

    private func separated(
        _ operations: String
    ) throws -> (rest: PatchRequest, changes: [MembershipChange]) {
        try PatchRequest(parsing: json("{\"Operations\":[\(operations)]}"), for: .group).separating(
            attribute: "members")
    }
}
