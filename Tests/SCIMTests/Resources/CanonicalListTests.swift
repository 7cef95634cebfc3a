import JSON
import Testing

@testable import SCIM

@Suite struct CanonicalListTests {
    @Test(
        "A list of nothing is nothing",
        arguments: [
            [.null], ["", [:], []], [["value": ""]], [["type": "work", "primary": true, "value": .null]],
            [["Value": "", "display": "Ann"]],
        ] as [JSON])
    func listOfNothing(value: JSON) throws {
        #expect(try Schema.user.known("emails").canonicalValue(of: value) == nil)
    }

    @Test(
        "A list takes one value for itself, and plain strings for objects",
        arguments: [
            "a@b", ["value": "a@b"], ["a@b"], [["value": "a@b"]], [.null, "a@b", ""], [["VALUE": "a@b", "other": 1]],
        ] as [JSON])
    func lists(value: JSON) throws {
        #expect(try Schema.user.known("emails").canonicalValue(of: value) == [["value": "a@b"]])
    }

    @Test(
        "A list refuses elements of the wrong type, naming the part",
        arguments: [
            ([true], "emails must be a list of objects."), ([["a"]], "emails must be a list of objects."),
            ([["value": true]], "emails.value must be a string."),
            (["value": "a", "primary": 1], "emails.primary must be true or false."),
        ] as [(JSON, String)])
    func wrongElements(value: JSON, detail: String) throws {
        let emails = try Schema.user.known("emails")
        #expect(throws: SCIMError.badRequest(.invalidValue, detail)) { try emails.canonicalValue(of: value) }
    }

    @Test("An address has no value, so plain text is refused")
    func addressAsText() throws {
        let addresses = try Schema.user.known("addresses")
        #expect(throws: SCIMError.badRequest(.invalidValue, "addresses must be a list of objects.")) {
            try addresses.canonicalValue(of: "Main Street 1")
        }
    }

    @Test("A list of plain values takes the value out of objects")
    func plainLists() throws {
        let tags = Attribute("tags", .string, "", isMultiValued: true)
        #expect(try tags.canonicalValue(of: ["a", ["Value": "b"], 1, "a", ""]) == ["a", "b", "1"])
    }

    @Test("Equal elements are kept once, whatever the order of their parts")
    func duplicates() throws {
        let sent: JSON = [
            ["value": "a", "type": "work"], ["type": "work", "value": "a"], ["value": "a"],
            ["Type": "work", "VALUE": "a", "display": .null],
        ]
        #expect(
            try Schema.user.known("emails").canonicalValue(of: sent) == [
                ["value": "a", "type": "work"], ["value": "a"],
            ])
    }

    @Test("The last primary wins, and the others stop being it")
    func primaries() throws {
        let sent: JSON = [
            ["value": "a", "primary": true], ["value": "b", "primary": "True"], ["value": "c", "primary": false],
        ]
        let kept: JSON = [
            ["value": "a", "primary": false], ["value": "b", "primary": true], ["value": "c", "primary": false],
        ]
        #expect(try Schema.user.known("emails").canonicalValue(of: sent) == kept)
    }

    @Test("A primary that is sent twice stays primary")
    func repeatedPrimary() throws {
        let sent: JSON = [
            ["value": "a", "primary": true], ["value": "b", "primary": true], ["value": "a", "primary": true],
        ]
        let kept: JSON = [["value": "a", "primary": true], ["value": "b", "primary": false]]
        #expect(try Schema.user.known("emails").canonicalValue(of: sent) == kept)
    }

    @Test("10,000 elements are taken in one request, one more is too many")
    func elementLimit() throws {
        let members = try #require(Schema.group.attribute(named: "members"))
        let most = (0..<10_000).map { JSON.string("id\($0)") }
        #expect(try members.canonicalValue(of: .array(most))?.arrayValue?.count == 10_000)
        #expect(throws: SCIMError.tooManyElements("members")) { try members.canonicalValue(of: .array(most + ["x"])) }
    }

    @Test("Thousands of elements without a value are compared quickly", .timeLimit(.minutes(1)))
    func manyElements() throws {
        let sent = (0..<10_000).map { JSON.object(["locality": .string("\($0)")]) }
        let start = ContinuousClock.now
        #expect(try Schema.user.known("addresses").canonicalValue(of: .array(sent))?.arrayValue?.count == 10_000)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
