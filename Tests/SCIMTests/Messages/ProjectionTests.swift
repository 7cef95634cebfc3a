import JSON
import Testing

@testable import SCIM

@Suite struct ProjectionTests {
    static let core = "urn:ietf:params:scim:schemas:core:2.0:User"
    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    static let user: JSON.Object = [
        "schemas": [.string(core), .string(enterprise)], "id": "1", "externalId": "x", "userName": "ann",
        "name": wholeName,
        "emails": [["value": "a@b", "type": "work"], ["type": "home"]],
        "groups": [["value": "g"]],
        enterprise: wholeExtension,
        "meta": ["version": "W/\"1\"", "resourceType": "User"],
    ]

    static let wholeName: JSON = ["givenName": "Ann", "familyName": "Lee"]
    static let wholeExtension: JSON = ["department": "d", "manager": ["value": "7", "displayName": "Bo"]]

    @Test("To name both what to return and what not to return is refused")
    func both() {
        #expect(throws: SCIMError.self) {
            try Projection(attributes: "id", excludedAttributes: "meta", type: .user)
        }
    }

    @Test("Nothing named is everything", arguments: [(nil, nil), ("", ""), (",", " ")] as [(String?, String?)])
    func everything(attributes: String?, excluded: String?) throws {
        let projection = try Projection(attributes: attributes, excludedAttributes: excluded, type: .user)
        #expect(projection.isEverything && projection == Projection(.user))
        #expect(projection.apply(to: Self.user) == Self.user)
    }

    @Test("What is internal, never returned or only on request does not get out by default")
    func hidden() {
        let type = ResourceType(
            name: "T", summary: "", endpoint: "/T",
            schema: Schema(
                id: "urn:t", name: "T", summary: "",
                attributes: [
                    Attribute("a", .string, ""), Attribute("secret", .string, "", returned: .never),
                    Attribute("big", .string, "", returned: .request),
                    Attribute(
                        "c", .complex, "",
                        subAttributes: [
                            Attribute("x", .string, ""), Attribute("y", .string, "", returned: .request),
                            Attribute("z", .string, "", returned: .never),
                        ]),
                ]),
            extensions: [])
        let resource: JSON.Object = [
            "id": "1", "a": "1", "secret": "1", "big": "1", "internal": "1", "c": ["x": "1", "y": "1", "z": "1"],
        ]
        #expect(Projection(type).apply(to: resource) == ["id": "1", "a": "1", "c": ["x": "1"]])
        let chosen = try? Projection(attributes: "secret,BIG,c.y,c.z,internal", excludedAttributes: nil, type: type)
        #expect(chosen?.apply(to: resource) == ["id": "1", "big": "1", "c": ["y": "1"]])
        #expect(Projection(type).includes(attributeNamed: "c.x"))
        #expect(!Projection(type).includes(attributeNamed: "c.y"))
        #expect(!Projection(type).includes(attributeNamed: "secret"))
        let whole = try? Projection(attributes: "urn:t,c", excludedAttributes: nil, type: type)
        #expect(whole?.apply(to: resource) == ["id": "1", "a": "1", "c": ["x": "1"]])
    }

    @Test(
        "Only what is named is returned, beside what always is",
        arguments: [
            ("userName", ["userName": "ann"]), ("USERNAME,nonsense", ["userName": "ann"]), ("nonsense", [:]),
            ("\(core):userName", ["userName": "ann"]), ("id", [:]), ("name", ["name": wholeName]),
            ("name.GIVENNAME", ["name": ["givenName": "Ann"]]), ("emails.value", ["emails": [["value": "a@b"]]]),
            ("emails.display", [:]), ("department", [enterprise: ["department": "d"]]),
            ("\(enterprise):manager.value", [enterprise: ["manager": ["value": "7"]]]),
            ("URN:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:User", [enterprise: wholeExtension]),
            ("password", [:]),
            ("name.givenName name", ["name": wholeName]),
        ] as [(String, JSON)])
    func only(attributes: String, returned: JSON) throws {
        let projection = try Projection(attributes: attributes, excludedAttributes: nil, type: .user)
        var expected = try #require(returned.objectValue)
        expected["id"] = "1"
        expected["schemas"] = Self.user["schemas"]
        #expect(projection.apply(to: Self.user) == expected)
        #expect(!projection.isEverything)
    }

    @Test(
        "What is named is left out, except what always is returned",
        arguments: [
            ("id,schemas,nonsense", []), ("emails", ["emails"]), ("META,externalid", ["meta", "externalId"]),
            (enterprise, [enterprise]), ("\(enterprise):department,manager", [enterprise]),
            (core, ["externalId", "userName", "name", "emails", "groups", "meta"]),
            ("emails.value,emails.type,emails.display,emails.primary", ["emails"]),
        ] as [(String, [String])])
    func without(excluded: String, missing: [String]) throws {
        let projection = try Projection(attributes: nil, excludedAttributes: excluded, type: .user)
        var expected = Self.user
        for name in missing { expected[name] = nil }
        #expect(projection.apply(to: Self.user) == expected)
    }

    @Test("Parts are left out of every element")
    func withoutParts() throws {
        let projection = try Projection(
            attributes: nil, excludedAttributes: "emails.value,manager.displayName", type: .user)
        let projected = projection.apply(to: Self.user)
        #expect(projected["emails"] == [["type": "work"], ["type": "home"]])
        #expect(projected[Self.enterprise] == ["department": "d", "manager": ["value": "7"]])
    }

    @Test(
        "A query knows beforehand whether the members are wanted",
        arguments: [
            (nil, nil, true), (nil, "members", false), (nil, "MEMBERS,meta", false), (nil, "meta", true),
            ("displayName", nil, false), ("members", nil, true), ("members.value", nil, true),
            (nil, "members.display", true), ("urn:ietf:params:scim:schemas:core:2.0:Group:members", nil, true),
        ] as [(String?, String?, Bool)])
    func members(attributes: String?, excluded: String?, isIncluded: Bool) throws {
        let projection = try Projection(attributes: attributes, excludedAttributes: excluded, type: .group)
        #expect(projection.includes(attributeNamed: "members") == isIncluded)
        #expect(!projection.includes(attributeNamed: "nonsense"))
    }

    @Test("A query knows which part of the members is wanted")
    func memberParts() throws {
        let projection = try Projection(attributes: nil, excludedAttributes: "members.display", type: .group)
        #expect(!projection.includes(attributeNamed: "members.display"))
        #expect(projection.includes(attributeNamed: "members.value"))
    }
}
