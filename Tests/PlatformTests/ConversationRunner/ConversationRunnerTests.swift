import Directory
import JSON
import TestHarness
import Testing

@Suite("What plays conversations")
struct ConversationRunnerTests {
    static let differing: [(String, String, String)] = [
        (#"{"a":1}"#, #"{"b":1}"#, "/a: expected 1, but nothing is there"),
        (#"{"a":[{"b":true}]}"#, #"{"a":[{"b":"true"}]}"#, #"/a/0/b: expected true, got "true""#),
        (#"[1]"#, #"[1,2]"#, "/: expected [1], got [1,2]"),
        (#""A\u0308""#, #""\u00c4""#, #"/: expected "\#u{41}\#u{308}", got "\#u{C4}""#),
        (#"{"$any":true}"#, "", ""),
        (#"{"$type":"string"}"#, "1", #"/: expected {"$type":"string"}, got 1"#),
        (#"{"$count":1}"#, "[]", #"/: expected {"$count":1}, got []"#),
        (#"{"$not":1}"#, "1", #"/: expected {"$not":1}, got 1"#),
        (#"{"$startsWith":"a"}"#, #""b""#, #"/: expected {"$startsWith":"a"}, got "b""#),
        (#"{"$exactly":{"a":1}}"#, #"{"a":1,"b":2}"#, #"/: expected {"$exactly":{"a":1}}, got {"a":1,"b":2}"#),
        (#"{"$contains":[1,1]}"#, "[1,2]", #"/: expected {"$contains":[1,1]}, got [1,2]"#),
        (#"{"$unordered":[2]}"#, "[2,1]", #"/: expected {"$unordered":[2]}, got [2,1]"#),
        (#"{"$misspelt":1}"#, "1", #"/: expected {"$misspelt":1}, got 1"#),
    ]

    @Test("A difference is told with its place", arguments: differing)
    func differences(pattern: String, value: String, difference: String) throws {
        let found = JSONPattern(try JSON(parsing: pattern)).differences(
            from: value.isEmpty ? nil : try JSON(parsing: value))
        #expect(found.count == 1)
        if !difference.isEmpty { #expect(found.first == difference) }
    }

    @Test(
        "What meets a pattern has no difference",
        arguments: [
            (#"{"a":{"$any":true}}"#, #"{"a":1,"b":2}"#), (#"{"$unordered":[1,2]}"#, "[2,1]"),
            (#"{"$contains":[2]}"#, "[1,2]"), (#"{"$exactly":{"a":1}}"#, #"{"a":1}"#),
            (#"{"$ref":"x"}"#, #"{"$ref":"x"}"#),
        ])
    func noDifferences(pattern: String, value: String) throws {
        #expect(try JSONPattern(JSON(parsing: pattern)).differences(from: JSON(parsing: value)) == [])
    }

    @Test(
        "A file with a mistake is refused with its name and the step",
        arguments: [
            ("[]", "x.json:\n  the file must be an object"),
            (#"{"title":"t","steps":[]}"#, "x.json:\n  steps must be a list"),
            (#"{"title":"t","steps":[{"note":"n"}]}"#, "x.json, step 1:\n  request must be an object"),
            (
                #"{"title":"t","steps":[{"note":"n","request":{"method":"GET","pth":"/"},"expect":{"status":200}}]}"#,
                "x.json, step 1:\n  unknown members: pth"
            ),
            (
                #"{"title":"t","steps":[{"note":"n","request":{"method":"GET"},"expect":{"status":200,"bdy":1}}]}"#,
                "x.json, step 1:\n  unknown members: bdy"
            ),
            (
                #"{"title":"t","steps":[{"note":"n","request":{"method":"GET"}}]}"#,
                "x.json, step 1:\n  a step has either expect or outcomes"
            ),
        ])
    func mistakes(text: String, message: String) {
        let error = #expect(throws: ConversationFailure.self) {
            try ConversationReader(file: "x.json").read(Array(text.utf8))
        }
        #expect(error?.description == message)
    }

    @Test("Placeholders are replaced from the inside, and lists are written out")
    func placeholders() throws {
        let placeholders = Placeholders(["u0": "A", "u1": "B", "index": "1"])
        #expect(try placeholders.expand(#"{{u{{index}}}}, {"a":{"b":1}}"#) == #"B, {"a":{"b":1}}"#)
        #expect(
            try placeholders.expand(["$each": ["count": 2, "value": ["value": "{{u{{index}}}}"]]] as JSON)
                == [["value": "A"], ["value": "B"]])
        #expect(throws: FieldError.self) { try placeholders.expand("{{u2}}") }
    }

    static let wrong: [(String, String)] = [
        (#"{"status": 404}"#, "status: expected 404, got 200"),
        (#"{"status": 200, "body": {"totalResults": 1}}"#, "/totalResults: expected 1, got 0"),
        (#"{"status": 200, "absent": ["/Resources"]}"#, "/Resources: expected nothing"),
        (#"{"status": 200, "headers": {"Content-Type": null}}"#, "header Content-Type: expected none"),
    ]

    @Test("An answer that is not as expected fails with file, step and difference", arguments: wrong)
    func wrongAnswer(expectation: String, difference: String) async throws {
        let text = """
            {"title": "t", "steps": [{"note": "look", "request": {"method": "GET", "path": "/Users"},
             "expect": \(expectation)}]}
            """
        let conversation = try ConversationReader(file: "x.json").read(Array(text.utf8))
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            var player = ConversationPlayer(
                conversation: conversation, client: HTTPTestClient(port: platform.port, host: tenant.hostname.text),
                placeholders: Placeholders(["token": tenant.token]))
            do {
                try await player.play()
                Issue.record("the conversation passed")
            } catch let failure as ConversationFailure {
                #expect(failure.file == "x.json")
                #expect(failure.place == "step 1 (look)")
                #expect(failure.differences.first == difference)
            }
        }
    }
}
