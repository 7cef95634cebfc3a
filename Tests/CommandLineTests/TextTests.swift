import JSON
import Testing

@testable import CommandLine

@Suite("Texts for people")
struct TextTests {
    @Test(
        "What a terminal would obey is spelled out",
        arguments: [
            ("plain ä 漢 👍", "plain ä 漢 👍"), ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\nb\tc", "a b c"),
            ("\u{202E}abc", "\\u{202e}abc"), ("nul\u{0}", "nul\\u{0}"), ("\u{9B}x", "\\u{9b}x"),
            ("a\r\nb", "a\\u{d} b"),
        ])
    func printable(text: String, expected: String) {
        #expect(text.printable == expected)
    }

    @Test("Columns stand below one another, without spaces at the end")
    func table() {
        let table = TextTable(rows: [["A", "LONG", "C"], ["long", "b", ""], ["x", "y", "z"]])
        #expect(table.text == "A     LONG  C\nlong  b\nx     y     z")
        #expect(TextTable(rows: []).text == "")
    }

    @Test(
        "Names of members become words",
        arguments: [
            ("userName", "user name"), ("scimBaseURL", "scim base url"), ("id", "id"), ("externalIds", "external ids"),
        ])
    func words(name: String, expected: String) {
        #expect(TextTable.words(name) == expected)
    }

    @Test("A list shows the asked members and keeps all of them for programs")
    func list() {
        let answer = Answer.list([["a": "x", "b": 1, "c": .null], ["a": "y"]], columns: ["a", "c"])
        #expect(answer.text == "A  C\nx  -\ny  -")
        #expect(answer.json == [["a": "x", "b": 1, "c": .null], ["a": "y"]])
        #expect(answer.isSuccess)
    }
}
