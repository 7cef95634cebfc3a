import JSON
import Testing

@Suite struct ParsingTests {
    @Test(
        "Text that is not JSON is malformed",
        arguments: [
            "", " ", "{", "[", "]", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\"}", "{\"a\":}", "[1 2]", "nul",
            "True", "NaN",
            "Infinity", "-", "+1", "01", "1.", ".5", "1e", "0x1", "// comment\n1", "\"", "\"\\x\"", "\"\\u12\"",
            "\"\n\"",
            "\u{FEFF}{}", "{}{}", "1 2", "[]x", "\"a\"\"b\"", "::::", "{\"a\":\"b\":\"c\"}",
        ])
    func malformed(text: String) {
        #expect(throwsCode(.malformed, text))
    }

    @Test(
        "Bytes that are not UTF-8, and halves of surrogate pairs, are malformed",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22], Array(#""\ud800""#.utf8), Array(#""\udc00""#.utf8),
            Array(#""\ud800\u0041""#.utf8),
        ] as [[UInt8]])
    func notUnicode(bytes: [UInt8]) {
        #expect(throws: JSON.ParsingError.self) { try JSON(parsing: bytes) }
    }

    @Test(
        "U+0000 is refused in values and in names",
        arguments: [#""\u0000""#, #"{"a":"b\u0000c"}"#, #"{"\u0000":1}"#, #"{"a\u0000b":1}"#, #"["\\\u0000"]"#])
    func nul(text: String) {
        #expect(throwsCode(.nulCharacter, text))
    }

    @Test("A raw zero byte is refused", arguments: ["\0", "\"\0\"", "{}\0", "{\"a\0\":1}"])
    func rawNul(text: String) {
        #expect(throws: JSON.ParsingError.self) { try JSON(parsing: text) }
    }

    @Test(
        "A name twice in one object is refused, however it is spelled and however deep",
        arguments: [#"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"[{"x":{"a":1,"\u0061":2}}]"#, #"{"":1,"":2}"#])
    func duplicates(text: String) {
        #expect(throwsCode(.duplicateMember, text))
    }

    @Test(
        "Numbers that do not fit are refused",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "1e309", "-1e309", "[1, 123456789012345678901234567890]",
        ])
    func numberOutOfRange(text: String) {
        #expect(throwsCode(.numberOutOfRange, text))
    }

    @Test(
        "Numbers that fit are exact, and integers stay apart from decimals",
        arguments: [
            ("0", .integer(0)), ("-1", .integer(-1)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("1.0", .decimal(1)), ("0.1", .decimal(0.1)),
            ("1e2", .decimal(100)), ("5e-324", .decimal(.leastNonzeroMagnitude)), ("1e-400", .decimal(0)),
            ("1.7976931348623157e308", .decimal(.greatestFiniteMagnitude)),
        ] as [(String, JSON)])
    func numbers(text: String, expected: JSON) throws {
        #expect(try JSON(parsing: text) == expected)
    }

    @Test("Every escape is read", arguments: [(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, "\"\\/\u{8}\u{C}\n\r\té😀")])
    func escapes(text: String, expected: String) throws {
        #expect(try JSON(parsing: text) == .string(expected))
    }

    @Test("Members keep their order")
    func order() throws {
        let object = try JSON(parsing: #"{"z":1,"a":{"y":null},"m":[true,false]}"#)
        #expect(object.objectValue?.names == ["z", "a", "m"])
        #expect(object == ["z": 1, "a": ["y": .null], "m": [true, false]])
    }

    @Test("The place of an error is a line and a column in characters")
    func place() {
        let error = #expect(throws: JSON.ParsingError.self) { try JSON(parsing: "{\n  \"é\": x}") }
        #expect(error?.line == 2)
        #expect(error?.column == 9)
    }

    @Test("An error says what is wrong and never what the text was")
    func errorTexts() throws {
        let error = try #require(throws: JSON.ParsingError.self) { try JSON(parsing: #"{"hunter2":1,"hunter2":2}"#) }
        #expect(error.description == "The JSON text names a member of an object twice (line 1, column 23).")
        #expect(error.debugDescription == "JSON.ParsingError(code: duplicateMember, line: 1, column: 23)")
    }
}

/// Whether parsing fails with this code.
func throwsCode(_ code: JSON.ParsingError.Code, _ text: String, limits: JSON.Limits = .standard) -> Bool {
    do throws(JSON.ParsingError) {
        _ = try JSON(parsing: text, limits: limits)
        return false
    } catch {
        return error.code == code
    }
}
