import JSON
import Testing

@testable import SCIM

@Suite struct PatchElementTests {
    static let work = #"{"emails":[{"value":"w","type":"work"}]}"#
    static let both = #"{"emails":[{"value":"w","type":"work","primary":true},{"value":"h","type":"home"}]}"#

    @Test(
        "A path with a filter creates the element that it names",
        arguments: ["add", "Replace"].flatMap { action in
            [
                PatchCase(
                    "{}", #"{"op":"\#(action)","path":"emails[type eq \"work\"].value","value":"W"}"#,
                    #"{"emails":[{"type":"work","value":"W"}]}"#),
                PatchCase(
                    work, #"{"op":"\#(action)","path":"Emails[Type Eq \"WORK\"].Value","value":"W"}"#,
                    #"{"emails":[{"type":"work","value":"W"}]}"#),
                PatchCase(
                    work, #"{"op":"\#(action)","path":"emails[type eq \"home\"].value","value":"H"}"#,
                    #"{"emails":[{"type":"work","value":"w"},{"type":"home","value":"H"}]}"#),
                PatchCase(
                    "{}",
                    #"""
                    {"op":"\#(action)","path":"addresses[type eq \"other\"].Formatted","value":"F"},
                    {"op":"\#(action)","path":"addresses[type eq \"other\"].Locality","value":"L"},
                    {"op":"\#(action)","path":"addresses[type eq \"other\"].country","value":null}
                    """#, #"{"addresses":[{"type":"other","formatted":"F","locality":"L"}]}"#),
                PatchCase(
                    "{}",
                    #"""
                    {"op":"\#(action)","path":"roles[primary eq \"True\"].display","value":"D"},
                    {"op":"\#(action)","path":"roles[primary eq \"True\"].value","value":"{\"id\":\"x\"}"},
                    {"op":"\#(action)","path":"roles[primary eq true].type","value":"T"}
                    """#, #"{"roles":[{"primary":true,"display":"D","value":"{\"id\":\"x\"}","type":"T"}]}"#),
                PatchCase(
                    "{}",
                    #"{"op":"\#(action)","path":"emails[type eq \"work\" and primary eq true]","value":{"value":"W"}}"#,
                    #"{"emails":[{"type":"work","primary":true,"value":"W"}]}"#),
                PatchCase(
                    "{}", #"{"op":"\#(action)","path":"emails[type eq \"work\"]","value":"W"}"#,
                    #"{"emails":[{"type":"work","value":"W"}]}"#),
                PatchCase(
                    both,
                    #"{"op":"\#(action)","path":"emails[type eq \"work\"]","value":[{"value":"W","display":"D"}]}"#,
                    #"""
                    {"emails":[{"value":"W","type":"work","primary":true,"display":"D"},{"value":"h","type":"home"}]}
                    """#
                ),
            ]
        })
    func create(_ patch: PatchCase) throws { try patch.check() }

    @Test(
        "Elements that a filter chooses are changed and removed, and others stay",
        arguments: [
            PatchCase(
                both, #"{"op":"remove","path":"emails[type eq \"home\"]"}"#,
                #"{"emails":[{"value":"w","type":"work","primary":true}]}"#),
            PatchCase(both, #"{"op":"remove","path":"emails[type eq \"none\"]"}"#, both),
            PatchCase(both, #"{"op":"remove","path":"emails[value pr]"}"#, "{}"),
            PatchCase(
                both, #"{"op":"remove","path":"emails[type eq \"home\"].value"}"#,
                #"{"emails":[{"value":"w","type":"work","primary":true}]}"#),
            PatchCase(
                both, #"{"op":"replace","path":"emails[type eq \"home\"].value","value":""}"#,
                #"{"emails":[{"value":"w","type":"work","primary":true}]}"#),
            PatchCase(
                both, #"{"op":"replace","path":"emails[type eq \"home\"]","value":null}"#,
                #"{"emails":[{"value":"w","type":"work","primary":true}]}"#),
            PatchCase(
                both, #"{"op":"remove","path":"emails[type eq \"work\"].primary"}"#,
                #"{"emails":[{"value":"w","type":"work"},{"value":"h","type":"home"}]}"#),
            PatchCase(
                both, #"{"op":"replace","path":"emails[type eq \"work\"]","value":{"primary":null}}"#,
                #"{"emails":[{"value":"w","type":"work"},{"value":"h","type":"home"}]}"#),
            PatchCase("{}", #"{"op":"replace","path":"emails[type eq \"work\"].value","value":null}"#, "{}"),
            PatchCase(
                #"{"addresses":[{"type":"work","formatted":"F"}]}"#,
                #"{"op":"remove","path":"addresses[type eq \"work\"].formatted"}"#, "{}"),
            PatchCase(
                both, #"{"op":"replace","path":"emails[value pr].display","value":"D"}"#,
                #"""
                {"emails":[{"value":"w","type":"work","primary":true,"display":"D"},
                 {"value":"h","type":"home","display":"D"}]}
                """#
            ),
            PatchCase(
                both, #"{"op":"replace","path":"emails.type","value":"other"}"#,
                #"{"emails":[{"value":"w","type":"other","primary":true},{"value":"h","type":"other"}]}"#),
            PatchCase("{}", #"{"op":"add","path":"emails.value","value":"x"}"#, #"{"emails":[{"value":"x"}]}"#),
            PatchCase(
                both, #"{"op":"remove","path":"emails.type"}"#,
                #"{"emails":[{"value":"w","primary":true},{"value":"h"}]}"#),
        ])
    func choose(_ patch: PatchCase) throws { try patch.check() }

    @Test(
        "Adding merges, replacing replaces",
        arguments: [
            PatchCase("{}", #"{"op":"add","path":"emails","value":[{"value":"w","type":"work"}]}"#, work),
            PatchCase("{}", #"{"op":"add","path":"emails","value":{"value":"w","type":"work"}}"#, work),
            PatchCase("{}", #"{"op":"add","path":"emails","value":"x"}"#, #"{"emails":[{"value":"x"}]}"#),
            PatchCase(
                "{}", #"{"op":"add","value":{"emails":["x",{"value":"x"},null,{}]}}"#, #"{"emails":[{"value":"x"}]}"#),
            PatchCase(work, #"{"op":"add","path":"emails","value":[{"value":"w","type":"work"}]}"#, work),
            PatchCase(work, #"{"op":"add","path":"emails","value":[{"value":"w"}]}"#, work),
            PatchCase(work, #"{"op":"add","path":"emails","value":[]}"#, work),
            PatchCase(
                work, #"{"op":"add","path":"emails","value":[{"value":"W","type":"WORK"}]}"#,
                #"{"emails":[{"value":"W","type":"WORK"}]}"#),
            PatchCase(
                work, #"{"op":"add","path":"emails","value":[{"value":"w","type":"home"}]}"#,
                #"{"emails":[{"value":"w","type":"work"},{"value":"w","type":"home"}]}"#),
            PatchCase(
                work, #"{"op":"add","path":"emails","value":[{"value":"w","display":"D"}]}"#,
                #"{"emails":[{"value":"w","type":"work","display":"D"}]}"#),
            PatchCase(
                #"{"addresses":[{"formatted":"F"}]}"#,
                #"{"op":"add","path":"addresses","value":[{"formatted":"F"},{"formatted":"G"}]}"#,
                #"{"addresses":[{"formatted":"F"},{"formatted":"G"}]}"#),
            PatchCase(
                #"{"emails":["w"]}"#,
                #"{"op":"add","path":"emails","value":[{"value":"w","type":"a"},{"value":"w","type":"b"},"w"]}"#,
                #"{"emails":[{"value":"w","type":"a"},{"value":"w","type":"b"}]}"#),
            PatchCase(
                both, #"{"op":"replace","path":"emails","value":[{"value":"n"}]}"#, #"{"emails":[{"value":"n"}]}"#),
            PatchCase(both, #"{"op":"replace","value":{"emails":"n"}}"#, #"{"emails":[{"value":"n"}]}"#),
            PatchCase(both, #"{"op":"replace","path":"emails","value":null}"#, "{}"),
            PatchCase(both, #"{"op":"replace","path":"emails","value":[]}"#, "{}"),
            PatchCase(both, #"{"op":"replace","path":"emails","value":""}"#, "{}"),
        ])
    func lists(_ patch: PatchCase) throws { try patch.check() }

    @Test("The longest list is added and removed without comparing each with each", .timeLimit(.minutes(1)))
    func longList() throws {
        let elements = JSON.array(
            (0..<Limits.membersPerRequest).map { ["value": "x", "type": .string("t\($0)"), "primary": false] })
        let add: JSON = ["op": "add", "path": "emails", "value": elements]
        let remove: JSON = ["op": "remove", "path": "emails", "value": elements]
        let added = try PatchRequest(parsing: ["Operations": [add, add]], for: .user).apply(to: user())
        #expect(added.attributes["emails"] == elements)
        #expect(try PatchRequest(parsing: ["Operations": [remove]], for: .user).apply(to: added) == user())
    }

    @Test(
        "A new primary element takes that from the old one",
        arguments: [
            #"{"op":"add","path":"emails","value":[{"value":"n","primary":true}]}"#,
            #"{"op":"add","path":"emails","value":[{"value":"m","primary":true},{"value":"n","primary":"True"}]}"#,
            #"{"op":"add","path":"emails[value eq \"n\"].primary","value":"true"}"#,
            #"{"op":"add","path":"emails[value eq \"n\" and primary eq true].display","value":"D"}"#,
        ])
    func primary(operation: String) throws {
        let patch = try PatchRequest(parsing: json("{\"Operations\":[\(operation)]}"), for: .user)
        let emails = try patch.apply(to: user(Self.both)).attributes["emails"]?.arrayValue ?? []
        let primary = emails.filter { $0["primary"] == true }
        #expect(primary.compactMap { $0["value"] } == ["n"])
        #expect(emails.first?["primary"] == false)
    }

    @Test("An element that was there can become primary although it stands before the old one")
    func earlierPrimary() throws {
        let before = #"{"emails":[{"value":"h"},{"value":"w","primary":true}]}"#
        try PatchCase(
            before, #"{"op":"replace","path":"emails[value eq \"h\"].primary","value":true}"#,
            #"{"emails":[{"value":"h","primary":true},{"value":"w","primary":false}]}"#
        ).check()
        try PatchCase(
            before, #"{"op":"add","path":"emails","value":[{"value":"h","primary":true}]}"#,
            #"{"emails":[{"value":"h","primary":true},{"value":"w","primary":false}]}"#
        ).check()
    }

    @Test(
        "Removing takes a list of what to remove",
        arguments: [
            PatchCase(both, #"{"op":"remove","path":"emails"}"#, "{}"),
            PatchCase(both, #"{"op":"remove","path":"emails","value":null}"#, "{}"),
            PatchCase(both, #"{"op":"remove","path":"emails","value":[]}"#, both),
            PatchCase(both, #"{"op":"remove","path":"emails","value":[{"value":"x"}]}"#, both),
            PatchCase(
                both, #"{"op":"remove","path":"emails","value":[{"value":"W"},{"value":"h","type":"Home"}]}"#, "{}"),
            PatchCase(both, #"{"op":"remove","path":"emails","value":[{"value":"w","type":"home"}]}"#, both),
            PatchCase(
                both, #"{"op":"remove","path":"emails","value":{"value":"h","primary":true,"display":"x"}}"#,
                #"{"emails":[{"value":"w","type":"work","primary":true}]}"#),
            PatchCase(
                both, #"{"op":"remove","path":"emails","value":"w"}"#, #"{"emails":[{"value":"h","type":"home"}]}"#),
            PatchCase(
                both, #"{"op":"remove","path":"emails","value":[{"type":"work"}]}"#,
                #"{"emails":[{"value":"h","type":"home"}]}"#),
            PatchCase(
                #"{"addresses":[{"type":"work","formatted":"F"},{"type":"home"}]}"#,
                #"{"op":"remove","path":"addresses","value":[{"formatted":"f"}]}"#,
                #"{"addresses":[{"type":"home"}]}"#),
        ])
    func remove(_ patch: PatchCase) throws { try patch.check() }
}
