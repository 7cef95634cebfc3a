import JSON
import Testing

@testable import SCIM

@Suite struct ResourceParsingTests {
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    static let core = "urn:ietf:params:scim:schemas:core:2.0:User"

    @Test("A body that is no object is refused", arguments: [.null, [], "x", 1, true] as [JSON])
    func noObject(body: JSON) {
        #expect(throws: SCIMError.badRequest(.invalidSyntax, "The body must be a JSON object.")) {
            try Resource(parsing: body, as: .user)
        }
    }

    @Test(
        "A user without a userName is refused",
        arguments: [[:], ["userName": .null], ["userName": ""], ["displayName": "x"], ["userName": []]] as [JSON])
    func required(body: JSON) {
        #expect(throws: SCIMError.required("userName")) { try Resource(parsing: body, as: .user) }
    }

    @Test("A group needs a displayName and no userName")
    func group() throws {
        #expect(throws: SCIMError.required("displayName")) { try Resource(parsing: ["userName": "x"], as: .group) }
        let group = try Resource(parsing: ["DISPLAYNAME": "x", "members": "u"], as: .group)
        #expect(group.attributes == ["displayName": "x", "members": [["value": "u"]]])
    }

    @Test(
        "An attribute that is given twice, with two values, is refused, whatever its spellings",
        arguments: [
            (["userName": "a", "USERNAME": "b"], "userName"),
            (["userName": "a", "\(core):username": "b"], "userName"),
            (["userName": "a", core: ["userName": "b"]], "userName"),
            (["userName": "a", "name.givenName": "a", "NAME.givenname": "b"], "name.givenName"),
            (["userName": "a", "name": ["givenName": "a"], "name.givenName": "b"], "name.givenName"),
            (["userName": "a", "name.givenName": "b", "name": ["GivenName": "a"]], "name.givenName"),
            (["userName": "a", "department": "a", enterprise: ["department": "b"]], "department"),
            (["userName": "a", "\(enterprise):department": "a", enterprise: ["Department": "b"]], "department"),
            (
                ["userName": "a", enterprise: ["department": "a"], enterprise.uppercased(): ["department": "b"]],
                "department"
            ),
            (["userName": "a", "emails": ["a@b"], "emails.value": "c@d"], "emails.value"),
        ] as [(JSON, String)])
    func twice(body: JSON, path: String) {
        #expect(throws: SCIMError.givenTwice(path)) { try Resource(parsing: body, as: .user) }
    }

    @Test(
        "An attribute that is given twice says one thing where one says nothing, or both the same",
        arguments: ["d", "", .null] as [JSON])
    func again(value: JSON) throws {
        let enterprise = Self.enterprise
        let bodies: [JSON] = [
            ["userName": "a", "department": value, enterprise: ["department": "d"]],
            ["userName": "a", "\(enterprise):department": "d", enterprise: ["Department": value]],
            ["userName": "a", "USERNAME": "a", enterprise: ["department": "d"], "DEPARTMENT": value],
        ]
        for body in bodies {
            let user = try Resource(parsing: body, as: .user)
            #expect(user.attributes == ["userName": "a", enterprise: ["department": "d"]], "\(body)")
        }
        let flags = try Resource(parsing: ["userName": "a", "active": "False", "ACTIVE": false], as: .user)
        #expect(flags.attributes["active"] == false)
    }

    @Test(
        "A name of which nothing can be seen is none",
        arguments: [" ", "   ", "\t\n", "\u{200B}", "\u{FEFF}\u{2060}", "\u{3000}", "\u{3164}", "\u{2800}", "\u{00AD}"])
    func blank(text: String) throws {
        #expect(throws: SCIMError.required("userName")) {
            try Resource(parsing: ["userName": .string(text)], as: .user)
        }
        #expect(throws: SCIMError.required("displayName")) {
            try Resource(parsing: ["displayName": .string(text)], as: .group)
        }
        #expect(try Resource(parsing: ["userName": .string(text + "x" + text)], as: .user).text(of: "userName") != nil)
    }

    @Test(
        "An attribute of the extension is found wherever it stands",
        arguments: [
            ["department": "d"], ["DEPARTMENT": "d"], [enterprise: ["department": "d"]],
            [enterprise.uppercased(): ["Department": "d", "unknown": 1]], ["\(enterprise):department": "d"],
            ["\(enterprise.lowercased()):DEPARTMENT": "d"],
        ] as [JSON])
    func extensions(members: JSON) throws {
        #expect(try user(members).attributes == ["userName": "ann", Self.enterprise: ["department": "d"]])
    }

    @Test(
        "A part of an attribute is found wherever it stands",
        arguments: [
            ["name": ["givenName": "A", "familyName": "B"]], ["name.givenName": "A", "name.familyName": "B"],
            ["name.familyName": "B", "NAME": ["GIVENNAME": "A"]],
            ["name": .null, "name.givenName": "A", "Name.FamilyName": "B"],
            ["\(core):name.givenName": "A", core: ["name.familyName": "B"]],
        ] as [JSON])
    func parts(members: JSON) throws {
        #expect(try user(members).attributes == ["userName": "ann", "name": ["givenName": "A", "familyName": "B"]])
    }

    @Test("Parts of a list make one element")
    func partsOfList() throws {
        let user = try user(["emails.value": "a@b", "emails.type": "work"])
        #expect(user.attributes["emails"] == [["value": "a@b", "type": "work"]])
    }

    @Test(
        "A manager is found wherever it stands",
        arguments: [
            ["manager": "7"], ["manager.value": 7], ["\(enterprise):manager": ["7"]],
            ["\(enterprise):manager.value": "7"],
            [enterprise: ["manager": ["value": "7"]]], [enterprise: ["manager.value": "7"]],
        ] as [JSON])
    func manager(members: JSON) throws {
        #expect(try user(members).attributes[Self.enterprise] == ["manager": ["value": "7"]])
    }

    @Test(
        "What is unknown, read-only, write-only or nothing is left out",
        arguments: [
            ["nonsense": 1], ["name.nonsense": 1], ["urn:scim:schemas:core:1.0": ["userName": "x"]],
            ["id": .null], ["id": 5], ["meta": "x"], ["meta.created": 1], ["groups": []], ["groups": [["value": "g"]]],
            ["schemas": 7], ["password": "secret"], ["password": [1]], [enterprise: .null], [enterprise: []],
            [enterprise: ["manager": ["value": ""]]], ["emails": .null], ["photos": []], ["displayName": ""],
            ["\(core)X:title": "x"], [core: ""], ["": 1], [".": 1], ["name.": 1], ["userName.x": 1], ["members": "u"],
        ] as [JSON])
    func leftOut(members: JSON) throws {
        #expect(try user(members).attributes == ["userName": "ann"])
    }

    @Test("An extension that is no object is refused", arguments: ["x", 1, true, ["x"]] as [JSON])
    func wrongExtension(value: JSON) {
        let error = SCIMError.badRequest(.invalidValue, "\(Self.enterprise) must be an object.")
        #expect(throws: error) { try user([Self.enterprise: value]) }
    }

    @Test("A wrong value is refused by name, and the value is not repeated")
    func wrongValue() {
        #expect(throws: SCIMError.badRequest(.invalidValue, "name.givenName must be a string.")) {
            try user(["name.givenName": ["secret"]])
        }
    }

    @Test("Active is kept when it was given and only then")
    func active() throws {
        #expect(try user(["Active": "False"]).attributes["active"] == false)
        #expect(try user([:]).attributes["active"] == nil)
    }

    @Test("The schemas follow from the attributes")
    func schemas() throws {
        #expect(try user([:]).schemas == [Self.core])
        #expect(try user(["department": "d"]).schemas == [Self.core, Self.enterprise])
    }

    @Test("A body of 20,000 unknown members is read quickly", .timeLimit(.minutes(1)))
    func manyMembers() throws {
        var members: JSON.Object = ["userName": "ann"]
        for number in 0..<20_000 { members.append("unknown\(number)", 1) }
        let start = ContinuousClock.now
        #expect(try Resource(parsing: .object(members), as: .user).attributes == ["userName": "ann"])
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("An attribute is set and taken out in its schema, and an empty extension goes")
    func access() throws {
        var user = try user([:])
        let department = try #require(Schema.enterpriseUser.attribute(named: "department"))
        user[department, in: .enterpriseUser] = "d"
        #expect(user[department, in: .enterpriseUser] == "d")
        #expect(user.attributes[Self.enterprise] == ["department": "d"])
        user[department, in: .enterpriseUser] = nil
        #expect(user.attributes == ["userName": "ann"])
        let title = try #require(Schema.user.attribute(named: "title"))
        user[title, in: nil] = "x"
        #expect(user.text(of: "title") == "x" && user[title, in: nil] == "x")
    }

    private func user(_ members: JSON) throws -> Resource {
        var body: JSON.Object = ["userName": "ann"]
        for (name, value) in members.objectValue?.members ?? [] { body.append(name, value) }
        return try Resource(parsing: .object(body), as: .user)
    }
}
