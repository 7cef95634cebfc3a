import JSON
import Testing

@testable import SCIM

@Suite struct CanonicalObjectTests {
    @Test(
        "A manager comes as text, as a number, as an object and as a list of one",
        arguments: ["7", 7, ["value": "7"], ["7"], [["value": "7"]], ["Value": 7, "displayName": ""]] as [JSON])
    func manager(value: JSON) throws {
        #expect(try manager().canonicalValue(of: value) == ["value": "7"])
    }

    @Test(
        "A manager is cleared",
        arguments: [
            ["value": ""], ["value": .null], [""], [["value": ""]], [.null], ["value": "", "displayName": "Ann"],
        ] as [JSON])
    func noManager(value: JSON) throws {
        #expect(try manager().canonicalValue(of: value) == nil)
    }

    @Test("An object refuses a boolean")
    func wrongObject() throws {
        let manager = try manager()
        #expect(throws: SCIMError.badRequest(.invalidValue, "manager must be an object.")) {
            try manager.canonicalValue(of: true)
        }
    }

    @Test("A part that is named twice by case, with two values, is refused")
    func partTwice() throws {
        let name = try Schema.user.known("name")
        #expect(throws: SCIMError.givenTwice("name.givenName")) {
            try name.canonicalValue(of: ["givenName": "a", "GIVENNAME": "b"])
        }
    }

    @Test(
        "A part that is named twice says one thing where one says nothing, or both the same",
        arguments: ["a", "", .null] as [JSON])
    func partAgain(value: JSON) throws {
        let name = try Schema.user.known("name")
        for sent: JSON in [["givenName": "a", "GivenName": value], ["GivenName": value, "givenName": "a"]] {
            #expect(try name.canonicalValue(of: sent) == ["givenName": "a"])
        }
    }

    @Test("Parts get the names of the schema; unknown ones and nothing are left out")
    func parts() throws {
        let sent: JSON = ["GivenName": "Ann", "familyname": .null, "nonsense": ["x": 1], "middleName": ""]
        #expect(try Schema.user.known("name").canonicalValue(of: sent) == ["givenName": "Ann"])
    }

    private func manager() throws -> Attribute {
        try #require(Schema.enterpriseUser.attribute(named: "manager"))
    }
}
