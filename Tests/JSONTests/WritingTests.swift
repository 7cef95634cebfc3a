import JSON
import Testing

@Suite struct WritingTests {
    @Test(
        "Values are written compactly",
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (.integer(.min), "-9223372036854775808"),
            (1.5, "1.5"), (.decimal(1), "1.0"), (.decimal(1e16), "1e+16"), (.decimal(0.1), "0.1"), ([], "[]"),
            ([:], "{}"),
            (["b": 1, "a": [.null, "x", ["c": 2]]], #"{"b":1,"a":[null,"x",{"c":2}]}"#),
        ] as [(JSON, String)])
    func compact(value: JSON, expected: String) {
        #expect(String(decoding: value.serialized(), as: UTF8.self) == expected)
    }

    @Test(
        "Only quotes, backslashes and control characters are escaped, in values and in names",
        arguments: [
            ("\"", #"\""#), ("\\", #"\\"#), ("\n\r\t", #"\n\r\t"#), ("\u{1}\u{B}\u{1F}", #"\u0001\u000b\u001f"#),
            ("\0", #"\u0000"#), ("\r\n", #"\r\n"#), ("/<>&'", "/<>&'"), ("é😀\u{7F}\u{2028}", "é😀\u{7F}\u{2028}"),
        ])
    func escaping(text: String, escaped: String) {
        #expect(JSON.string(text).serialized() == Array("\"\(escaped)\"".utf8))
        var object = JSON.Object()
        object.append(text, 1)
        #expect(JSON.object(object).serialized() == Array("{\"\(escaped)\":1}".utf8))
    }

    @Test("What JSON has no number for is null", arguments: [Double.infinity, -.infinity, .nan])
    func notFinite(value: Double) {
        #expect(JSON.decimal(value).serialized() == Array("null".utf8))
    }

    @Test("Writing appends")
    func appends() {
        var output = Array("data: ".utf8)
        JSON.integer(1).write(into: &output)
        JSON.writeString("x", into: &output)
        #expect(String(decoding: output, as: UTF8.self) == #"data: 1"x""#)
    }

    @Test("The form for people is indented by two spaces")
    func pretty() {
        let value: JSON = ["a": [1, [], ["b": .null]], "c": [:]]
        let expected = """
            {
              "a": [
                1,
                [],
                {
                  "b": null
                }
              ],
              "c": {}
            }
            """
        #expect(String(decoding: value.serialized(pretty: true), as: UTF8.self) == expected)
    }
}
