import Testing

@testable import SCIM

@Suite struct FilterParsingTests {
    @Test(
        "Whatever is not understood whole is refused",
        arguments: [
            "", " ", "userName", "userName eq", "eq \"x\"", "userName eq \"x", "userName eq x\"", "userName \"x\"",
            "userName is \"x\"", "userName eq \"x\" and", "userName eq \"x\" or", "and userName pr",
            "userName pr userName pr",
            "userName pr, active pr", "userName eq \"a\" \"b\"", "userName eq a b", "(userName pr", "userName pr)",
            "userName pr xor active pr", "not userName pr", "not", "not ()", "()", "userName pr and not",
            "userName pr \"x\"", "userName eq 'x y'", "userName eq 'x'", "userName eq and", "userName eq or",
            "userName eq not", "userName eq \\x", "userName eq \"\\x\"", "userName eq \"\\u12\"",
            "userName eq \"\\ud800\"",
            "userName eq \"\\udc00\"", "userName eq \"\\ud800\\u0041\"", "userName eq \"a\\u0000b\"",
            "userName eq a;b", "userName eq {}",
            "userName eq a\u{A0}b", "userName\u{A0}eq b", "userName eq \u{201C}x\u{201D}", "nonsense eq \"x\"",
            "userName.value eq \"x\"", "name.nonsense eq \"x\"", "name.givenName.x eq \"y\"", "urn:x:userName eq \"x\"",
            "urn:ietf:params:scim:schemas:core:2.0:Group:displayName eq \"x\"", "members eq \"x\"", ".userName pr",
            "urn:ietf:params:scim:schemas:core:2.0:User pr", "userName[value eq \"x\"]", "emails[]",
            "emails[type eq \"work\"",
            "emails[type eq \"work\"]]", "emails[type eq \"work\"] eq \"x\"", "emails[type eq \"work\"].value",
            "emails[type eq \"work\"].nonsense eq \"x\"", "emails[emails.type eq \"work\"]", "emails[nonsense pr]",
            "emails.value[type eq \"work\"]", "emails[type[value pr]]", "schemas[value eq \"x\"]", "name eq \"x\"",
            "addresses co \"x\"", "meta eq \"x\"", "active gt true", "active co \"t\"", "active eq \"yes\"",
            "active eq 1",
            "active eq \"\"", "meta.created eq \"yesterday\"", "meta.created sw \"2011\"", "meta.created eq 2011-05-13",
            "meta.created eq 2011-05-13T04:42", "meta.created eq \"\"", "userName gt null", "userName co null",
            "x509Certificates.value gt \"x\"", "password eq \"x\"", "password pr", "password co \"\"",
            "userName == \"x\"", "userName=\"x\"", "userName eq \"x\";", "userName eq \"x\"#", "*", "userName eq *",
        ] as [String])
    func refused(filter: String) {
        let error = #expect(throws: SCIMError.self) { try Filter(parsing: filter, for: .user) }
        #expect(error?.status == 400)
        #expect(error?.kind == .invalidFilter)
    }

    @Test("Control characters are refused, in quotes and without")
    func controlCharacters() {
        // Not as arguments, because those are printed.
        for character in ["\0", "\n", "\r", "\u{1F}"] {
            for filter in ["userName eq \"a\(character)b\"", "userName eq a\(character)b", "userName\(character)pr"] {
                #expect(throws: SCIMError.self) { try Filter(parsing: filter, for: .user) }
            }
        }
    }

    @Test(
        "An error says where reading stopped and what was expected",
        arguments: [
            (
                "userName is \"x\"",
                "Expected one of the operators eq, ne, co, sw, ew, gt, ge, lt, le and pr at character 10."
            ),
            ("userName eq \"é\" xor", "Expected \"and\", \"or\" or the end of the filter at character 17."),
            ("nonsense pr", "There is no attribute \"nonsense\" (character 1). See /Schemas."),
            ("(userName pr", "Expected \"and\", \"or\" or \")\" at character 13."),
            ("active gt true", "active is of type boolean; gt has no meaning there."),
            (
                "meta.created eq now",
                "meta.created can be compared with a date and time such as \"2011-05-13T04:42:34Z\"."
            ),
            ("password pr", "password cannot be searched."),
        ])
    func errors(filter: String, detail: String) {
        #expect(throws: SCIMError.badRequest(.invalidFilter, detail)) { try Filter(parsing: filter, for: .user) }
    }

    @Test("An error never repeats the value")
    func secrecy() {
        for filter in ["userName eq \"secret", "userName eq (secret)", "active eq secret", "meta.created eq secret"] {
            let error = #expect(throws: SCIMError.self) { try Filter(parsing: filter, for: .user) }
            #expect(error?.detail.contains("secret") == false)
        }
    }

    @Test(
        "Conditions come in one form",
        arguments: [
            ("userName ne \"X\"", "not (userName eq \"X\")"), ("nickName eq \"\"", "not (nickName pr)"),
            ("nickName ne null", "nickName pr"), ("nickName co \"\"", "nickName pr"),
            ("emails co \"x\"", "emails[value co \"x\"]"), ("emails.value ne \"x\"", "not (emails[value eq \"x\"])"),
            ("emails[type eq work].value eq x", "emails[(type eq \"work\") and (value eq \"x\")]"),
            ("emails[type eq work].value ne x", "not (emails[(type eq \"work\") and (value eq \"x\")])"),
            ("emails.type eq null", "not (emails[type pr])"), ("emails eq null", "not (emails pr)"),
            ("manager eq x", "manager.value eq \"x\""), ("name[familyName eq x]", "name.familyName eq \"x\""),
            ("a.b or c", nil),
            ("title pr or userType pr and active eq true", "title pr or (userType pr and active eq true)"),
            ("not (title pr) and active eq true", "(not (title pr)) and active eq true"),
            ("active eq \"TRUE\"", "active eq true"),
            (
                "meta.created eq 2011-05-13T06:42:34.1230000+02:00",
                "meta.created eq \"2011-05-13T04:42:34.123Z\""
            ),
        ] as [(String, String?)])
    func oneForm(filter: String, expected: String?) throws {
        guard let expected else {
            #expect(throws: SCIMError.self) { try Filter(parsing: filter, for: .user) }
            return
        }
        #expect(try Filter(parsing: filter, for: .user) == Filter(parsing: expected, for: .user))
    }

    @Test("Precedence is not, and, or")
    func precedence() throws {
        let condition = try Filter(parsing: "title pr or not (userType pr) and active eq true", for: .user).condition
        let reference = { (name: String) in try #require(AttributeReference(parsing: name, for: .user)) }
        #expect(
            condition
                == .or([
                    .present(try reference("title")),
                    .and([
                        .not(.present(try reference("userType"))),
                        .comparison(try reference("active"), .equal, .boolean(true)),
                    ]),
                ]))
    }

    @Test("Escapes in a text are resolved, and everything else in it is literal")
    func escapes() throws {
        let filter = try Filter(parsing: #"userName eq "\"\\\/\b\f\n\r\tÄ\u00c4\ud83d\uDE00 +%_'(]""#, for: .user)
        let text = "\"\\/\u{8}\u{C}\n\r\tÄÄ😀 +%_'(]"
        let reference = try #require(AttributeReference(parsing: "userName", for: .user))
        let literal = Condition.Literal.text(key: Normalization.key(text), exact: text)
        #expect(filter.condition == .comparison(reference, .equal, literal))
    }
}
