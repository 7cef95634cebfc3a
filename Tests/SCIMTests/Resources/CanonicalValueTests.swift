import JSON
import Testing

@testable import SCIM

@Suite struct CanonicalValueTests {
    static let unassigned: [JSON] = [.null, "", []]

    @Test("An empty object is nothing where an object may stand, and of the wrong type elsewhere")
    func emptyObjects() throws {
        let empty: JSON = [:]
        for attribute in Schema.user.attributes + Schema.group.attributes + Schema.enterpriseUser.attributes {
            guard attribute.isKept, attribute.kind != .complex else {
                #expect(try attribute.canonicalValue(of: empty) == nil, "\(attribute.name)")
                continue
            }
            let error = #expect(throws: SCIMError.self) { try attribute.canonicalValue(of: empty) }
            #expect(error?.kind == .invalidValue && error?.detail.hasPrefix(attribute.name) == true)
        }
    }

    @Test(
        "A number whose digits might not come back is refused for text",
        arguments: [-1.5, 123456789012345678.5, 1e3, 0.1] as [JSON])
    func digits(value: JSON) throws {
        let error = #expect(throws: SCIMError.self) { try Schema.user.known("title").canonicalValue(of: value) }
        #expect(error?.kind == .invalidValue && error?.detail.contains("in quotes") == true)
    }

    @Test("A list of more than one is no single value")
    func tooMany() throws {
        let error = #expect(throws: SCIMError.self) {
            try Schema.user.known("name").canonicalValue(of: [["givenName": "a"], ["givenName": "b"]])
        }
        #expect(error?.kind == .invalidValue)
    }

    @Test("Nothing of any shape leaves any attribute unassigned", arguments: unassigned)
    func nothing(value: JSON) throws {
        for attribute in Schema.user.attributes + Schema.group.attributes + Schema.enterpriseUser.attributes {
            #expect(try attribute.canonicalValue(of: value) == nil, "\(attribute.name)")
        }
    }

    @Test(
        "A boolean takes true and false, also as text in any case",
        arguments: [true, "true", "True", "TRUE", "tRuE"] as [JSON])
    func booleans(value: JSON) throws {
        #expect(try Schema.user.known("active").canonicalValue(of: value) == true)
    }

    @Test(
        "A boolean refuses whatever is not plainly one, naming the attribute",
        arguments: ["yes", "1", " true", "falſe", 0, 1, 1.0, [true], ["value": false], [[]]] as [JSON])
    func noBooleans(value: JSON) throws {
        let active = try Schema.user.known("active")
        #expect(throws: SCIMError.badRequest(.invalidValue, "active must be true or false.")) {
            try active.canonicalValue(of: value)
        }
    }

    @Test(
        "Text is kept exactly as it was sent",
        arguments: ["  a ", "ÄÖ", "A\u{308}", "\u{212A}", "{\"role\":\"x\"}", "\n", "%_\\'"])
    func text(value: String) throws {
        let kept = try Schema.user.known("title").canonicalValue(of: .string(value))?.stringValue
        #expect(kept.map { Array($0.utf8) } == Array(value.utf8))
    }

    @Test(
        "A number for text becomes its text",
        arguments: [(7, "7"), (-15, "-15"), (.integer(.max), "9223372036854775807")] as [(JSON, JSON)])
    func numbersAsText(value: JSON, text: JSON) throws {
        #expect(try Schema.user.known("title").canonicalValue(of: value) == text)
    }

    @Test("Text refuses booleans, lists and objects", arguments: [true, ["a"], ["value": "a"]] as [JSON])
    func noText(value: JSON) throws {
        let title = try Schema.user.known("title")
        #expect(throws: SCIMError.badRequest(.invalidValue, "title must be a string.")) {
            try title.canonicalValue(of: value)
        }
    }

    @Test(
        "An integer takes whole numbers in every spelling",
        arguments: [7, 7.0, "7", "+7", "007"] as [JSON])
    func integers(value: JSON) throws {
        #expect(try Attribute("a", .integer, "").canonicalValue(of: value) == 7)
    }

    @Test("An integer refuses the rest", arguments: [7.5, "7.0", "x", "9223372036854775808", 1e300, true] as [JSON])
    func noIntegers(value: JSON) {
        #expect(throws: SCIMError.badRequest(.invalidValue, "a must be a whole number.")) {
            try Attribute("a", .integer, "").canonicalValue(of: value)
        }
    }

    @Test(
        "A decimal takes numbers, also as text, but nothing without an end",
        arguments: ["nan", "inf", "1,5", true] as [JSON])
    func decimals(value: JSON) throws {
        let decimal = Attribute("a", .decimal, "")
        #expect(try decimal.canonicalValue(of: "1.5") == 1.5)
        #expect(try decimal.canonicalValue(of: 2) == 2)
        #expect(throws: SCIMError.badRequest(.invalidValue, "a must be a number.")) {
            try decimal.canonicalValue(of: value)
        }
    }

    @Test("A date is kept as sent, if it is one", arguments: ["yesterday", 0, "2011-05-13"] as [JSON])
    func dates(value: JSON) throws {
        let date = Attribute("a", .dateTime, "")
        #expect(try date.canonicalValue(of: "2011-05-13t04:42:34.1234567z") == "2011-05-13t04:42:34.1234567z")
        #expect(throws: SCIMError.self) { try date.canonicalValue(of: value) }
    }

    @Test("Read-only and write-only values are never kept", arguments: ["password", "groups"])
    func notKept(name: String) throws {
        #expect(try Schema.user.known(name).canonicalValue(of: ["value": "secret"]) == nil)
        #expect(try Schema.user.known(name).canonicalElement(of: true) == nil)
    }

    @Test("The read-only name of a member is not kept")
    func memberDisplay() throws {
        let members = try #require(Schema.group.attribute(named: "members"))
        #expect(try members.canonicalElement(of: ["value": "u", "display": "Ann", "$ref": .null]) == ["value": "u"])
    }

    @Test("An indexed value may have 1,024 bytes of UTF-8, not one more", arguments: ["a", "ä"])
    func lengths(character: String) throws {
        let longest = String(repeating: character, count: 1024 / character.utf8.count)
        for (attribute, path) in try indexed() {
            #expect(try attribute.canonicalValue(of: .string(longest), path: path) == .string(longest))
            #expect(throws: SCIMError.badRequest(.invalidValue, "\(path) must not be longer than 1024 bytes in UTF-8."))
            {
                try attribute.canonicalValue(of: .string(longest + "x"), path: path)
            }
        }
    }

    @Test("Other text may have 65,536 bytes, certificates and references 524,288, and not one more")
    func otherLengths() throws {
        let photo = try #require(try Schema.user.known("photos").subAttribute(named: "value"))
        let certificate = try #require(try Schema.user.known("x509Certificates").subAttribute(named: "value"))
        for (attribute, bytes) in [(try Schema.user.known("title"), 65_536), (photo, 524_288), (certificate, 524_288)] {
            // Four for three bytes, so that it is base64, too.
            let longest = String(repeating: "QUJD", count: bytes / 4)
            #expect(try attribute.canonicalValue(of: .string(longest)) == .string(longest))
            #expect(throws: SCIMError.self) { try attribute.canonicalValue(of: .string(longest + "QUJD")) }
        }
    }

    private func indexed() throws -> [(Attribute, path: String)] {
        [
            (try Schema.user.known("userName"), "userName"), (try Schema.user.known("displayName"), "displayName"),
            (try #require(Schema.common.attribute(named: "externalId")), "externalId"),
            (try #require(Schema.group.attribute(named: "displayName")), "displayName"),
            (try #require(try Schema.user.known("emails").subAttribute(named: "value")), "emails.value"),
        ]
    }
}
