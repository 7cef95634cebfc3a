import JSON
import Testing

@testable import SCIM

@Suite struct SearchKeysTests {
    @Test("Keys are normalised by what the schema says of case and type")
    func keys() throws {
        let expected = try json(
            """
            {"username":"bjensen@example.com","displayname":"zo\\u00e9",
             "name":{"familyname":"jensen","givenname":"barbara"},
             "emails":[{"value":"b@work.example","type":"work","primary":true},
             {"value":"b@home.example","type":"home"}],
             "phonenumbers":[{"value":"+1 555","type":"work"}],"x509certificates":[{"value":"TUlJ"}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user":
              {"department":"sales 100%_","manager":{"value":"M-1","displayname":"mandy"}}}
            """)
        #expect(Resource(type: .user, canonical: try sampleUser()).searchKeys() == expected)
    }

    @Test("What has columns or rows of its own is only among the keys of a whole resource")
    func whole() throws {
        let keys = SearchKeys(of: try sampleUser(), as: .user).document
        #expect(keys["id"] == "U-1")
        #expect(keys["externalid"] == "Ext-1")
        #expect(keys["active"] == true)
        #expect(keys["groups"] == [["value": "g1", "display": "tour guides"]])
        #expect(keys["meta"]?["created"] == 1_305_261_754_123_456)
        #expect(keys["schemas"]?.arrayValue?.first?["value"] == .string(Schema.user.id))
        let group = Resource(type: .group, canonical: ["displayName": "A", "members": [["value": "u"]]])
        #expect(group.searchKeys() == ["displayname": "a"])
    }

    @Test("Normalised text is stored as the bytes of its key")
    func bytes() throws {
        let keys = try user(#"{"userName":"E\u0301"}"#).searchKeys()
        #expect(keys["username"]?.stringValue.map { Array($0.utf8) } == [0xC3, 0xA9])
    }

    @Test(
        "A reference knows where its key stands",
        arguments: [
            ("userName", ["username"], "userName"), ("Name.GivenName", ["name", "givenname"], "name.givenName"),
            ("department", [Schema.enterpriseUser.key, "department"], "\(Schema.enterpriseUser.id):department"),
            (
                "manager.$REF", [Schema.enterpriseUser.key, "manager", "$ref"],
                "\(Schema.enterpriseUser.id):manager.$ref"
            ),
            ("META.created", ["meta", "created"], "meta.created"),
        ])
    func keyPaths(name: String, keyPath: [String], path: String) throws {
        let reference = try #require(AttributeReference(parsing: name, for: .user))
        #expect(reference.keyPath == keyPath)
        #expect(reference.path == path)
    }
}
