import JSON
import Testing

@testable import SCIM

@Suite struct FilterMatchingTests {
    @Test(
        "Filters find the person",
        arguments: [
            "userName eq \"bjensen@example.COM\"", "USERNAME Eq \"bjensen@example.com\"",
            "userName eq bjensen@example.com",
            "userName Sw \"BJ\"", "userName ew \".com\"", "userName co \"jensen\"", "userName ne \"x\"", "userName pr",
            "userName gt \"a\" and userName lt \"c\"",
            "userName ge bjensen@example.com and userName le bjensen@example.com",
            "id eq \"U-1\"", "externalId eq \"Ext-1\"", "externalId ne \"ext-1\"", "displayName eq \"ZO\u{C9}\"",
            "displayName eq \"zo\\u00e9\"",
            "active eq true", "active eq \"True\"", "active eq TRUE", "active ne false", "not (active eq false)",
            "name.familyName eq jensen", "name pr", "nickName eq null", "nickName eq NULL", "nickName eq \"\"",
            "userName ne \"\"", "userName ne null", "not (nickName pr)", "nickName ne \"x\"", "userName co \"\"",
            "name.middleName eq null", "emails pr", "emails.type pr", "ims eq null", "ims.value eq \"\"",
            "emails eq \"B@work.example\"", "emails.value eq \"b@home.example\"", "emails co \"home\"",
            "emails[type eq \"work\"]", "emails[type eq \"work\" and value co \"@work\"]",
            "emails[type eq \"work\"].value eq \"b@work.example\"", "EMAILS[TYPE EQ \"WORK\"].VALUE PR",
            "emails[type eq \"work\"].value ne \"b@home.example\"", "emails[not (type eq \"work\")]",
            "emails[type eq \"home\" or type eq \"none\"].value sw \"b@h\"", "emails.primary eq true",
            "emails[primary eq \"True\"]", "emails[primary eq null].value eq \"b@home.example\"",
            "emails.value ne \"nobody\"", "phoneNumbers.value eq \"+1 555\"",
            "department eq \"sales 100%_\"", "department co \"%_\"",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department pr",
            "URN:IETF:params:scim:schemas:extension:enterprise:2.0:user:DEPARTMENT sw SALES",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName pr", "manager eq \"M-1\"",
            "id eq \"U-1\" and manager eq \"M-1\"",
            "manager eq \"M-1\" and id eq \"U-1\"", "manager[displayName eq \"mandy\"]",
            "manager[displayName eq \"mandy\"].value eq \"M-1\"",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName eq mandy",
            "groups eq \"g1\"", "groups[value eq \"g1\" and display co \"guides\"]", "groups.value eq g1",
            "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:User\"", "schemas pr",
            "meta.resourceType eq \"User\"", "meta.created gt \"2011-05-13T04:42:34Z\"",
            "meta.created eq 2011-05-13T04:42:34.1234569Z", "meta.created lt 2011-05-13T06:42:35+02:00",
            "meta.lastModified ge \"2011-05-13T04:42:34.0000000Z\"", "meta.version eq \"W/\\\"1\\\"\"",
            "x509Certificates.value eq \"TUlJ\"",
            "userName eq \"x\" or active eq true and userName pr",
            "(userName eq \"x\" or active eq true) and userName pr",
            "not (userName eq \"x\") and not (active eq false)", "  userName   pr  ", "(((userName pr)))",
            "userName pr and(active eq true)", "NOT(userName eq x) AND userName pr OR active eq false",
        ] as [String])
    func finds(filter: String) throws {
        #expect(try isMatch(filter))
    }

    @Test(
        "Filters pass the person by",
        arguments: [
            "userName eq \"bjensen\"", "userName eq \"bjensen@example.com \"", "userName co \"%\"", "userName sw \"_\"",
            "id eq \"u-1\"", "externalId eq \"ext-1\"", "externalId eq \"1\"", "active eq false", "active ne true",
            "nickName pr", "nickName eq \"x\"", "nickName co \"\"", "nickName gt \"\"", "nickName le \"z\"",
            "userName eq \"\"",
            "userName eq null", "name.middleName pr", "ims pr", "emails eq null", "emails.value eq \"\"",
            "emails.display pr", "emails[type eq \"work\" and value co \"@home\"]",
            "emails[type eq \"work\"].value eq \"b@home.example\"", "emails[type eq \"work\"].display pr",
            "emails.value ne \"b@work.example\"", "emails[type eq \"other\"]",
            "emails.type eq \"work\" and emails.type ne \"home\"",
            "emails[type eq \"work\"].value ne \"b@work.example\"",
            "department eq \"sales 1000_\"", "manager eq \"m-1\"", "manager[displayName eq \"x\"].value eq \"M-1\"",
            "groups eq \"G1\"", "x509Certificates.value eq \"tulj\"",
            "meta.created gt \"2011-05-13T04:42:35Z\"", "meta.created le 2011-05-13T04:42:34Z",
            "meta.resourceType eq \"user\"", "userName eq \"x\" or active eq true and userName eq \"y\"",
            "not (userName pr or nickName pr)", "displayName eq \"zoe\"", "displayName sw \"zoe\"",
            "schemas eq \"urn:ietf:params:scim:schemas:core:2.0:Group\"", "not (emails[type eq \"work\"])",
        ] as [String])
    func passesBy(filter: String) throws {
        #expect(try !isMatch(filter))
    }

    @Test(
        "Each operator holds for the texts that it should, and for no others",
        arguments: [
            ("eq", ["b"]), ("ne", ["a", "ab", "aba", "ba", "c"]), ("co", ["ab", "aba", "b", "ba"]),
            ("sw", ["b", "ba"]), ("ew", ["ab", "b"]), ("gt", ["ba", "c"]), ("ge", ["b", "ba", "c"]),
            ("lt", ["a", "ab", "aba"]), ("le", ["a", "ab", "aba", "b"]), ("pr", ["a", "ab", "aba", "b", "ba", "c"]),
        ])
    func operators(name: String, expected: [String]) throws {
        let condition = try Filter(parsing: name == "pr" ? "title pr" : "title \(name) \"B\"", for: .user).condition
        let found = ["a", "ab", "aba", "b", "ba", "c"].filter { condition.matches(["title": .string($0)], as: .user) }
        #expect(found == expected)
    }

    @Test(
        "Times are compared as instants",
        arguments: [
            ("eq", [2]), ("ne", [1, 3]), ("gt", [3]), ("ge", [2, 3]), ("lt", [1]), ("le", [1, 2]),
        ])
    func instants(name: String, expected: [Int]) throws {
        let filter = try Filter(parsing: "meta.created \(name) 2020-01-01T02:00:00.002+02:00", for: .user)
        let found = (1...3).filter { number in
            let resource: JSON.Object = ["meta": ["created": "2020-01-01T00:00:00.00\(number)Z"]]
            return filter.condition.matches(resource, as: .user)
        }
        #expect(found == expected)
    }

    @Test("A group is found by its members, whichever way they are written")
    func members() throws {
        let group: JSON.Object = [
            "displayName": "Staff", "members": [["value": "u1"], ["value": "u2", "type": "User"]],
        ]
        for text in ["members eq \"u2\"", "members.value eq \"u2\"", "members[value eq \"u2\"]"] {
            let filter = try Filter(parsing: text, for: .group)
            #expect(filter.condition.matches(group, as: .group))
            #expect(filter == (try Filter(parsing: "members.value eq u2", for: .group)))
        }
    }

    private func isMatch(_ text: String) throws -> Bool {
        try Filter(parsing: text, for: .user).condition.matches(sampleUser(), as: .user)
    }
}
