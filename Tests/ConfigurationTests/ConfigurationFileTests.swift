import Configuration
import Testing

@Suite struct ConfigurationFileTests {
    private let name = Setting("name", summary: "A name.", .text())
    private let other = Setting("other-name", summary: "Another.", .text())

    private func settings(_ text: String) throws(ConfigurationError) -> Settings {
        try Settings(known: [name, other], file: TemporaryFile(text).path)
    }

    @Test(
        "A line is a name, an equals sign and a value",
        arguments: [
            ("name=x", "x"), ("name = x", "x"), ("\t name \t=\t x y \t", "x y"), ("name = x=y=z", "x=y=z"),
            ("name = x # y", "x # y"), ("# name = y\n\n   \n  # z\nname = x", "x"),
            ("name = x\r\nother-name = y\r\n", "x"),
            ("other-name = y\nname = x", "x"), ("name =\u{301}x", "\u{301}x"), ("name = \"x\"", "\"x\""),
        ])
    func lines(text: String, expected: String) throws {
        #expect(try settings(text).value(name).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test(
        "A line that is something else is refused, and not shown",
        arguments: [
            "hunter2", "= hunter2", "Hunter2 = x", "hunter_2 = x", "-hunter2 = x", "hunter2- = x", "hunter--2 = x",
            "export name = hunter2",
        ])
    func malformed(line: String) {
        let error = #expect(throws: ConfigurationError.self) { try settings("name = x\n\(line)\n") }
        #expect(error?.code == .malformedLine)
        #expect(error?.description.hasSuffix(":2)") == true)
        #expect(error?.debugDescription.lowercased().contains("hunter") == false)
    }

    @Test("A name of 64 bytes is a name, a longer one is not")
    func nameLength() {
        let longest = #expect(throws: ConfigurationError.self) {
            try settings(String(repeating: "x", count: 64) + "=1")
        }
        #expect(longest?.code == .unknownName)
        let tooLong = #expect(throws: ConfigurationError.self) {
            try settings(String(repeating: "x", count: 65) + "=1")
        }
        #expect(tooLong?.code == .malformedLine)
    }

    @Test("A name twice is refused")
    func twice() {
        let error = #expect(throws: ConfigurationError.self) { try settings("name = x\n\nname = x") }
        #expect(error?.code == .ambiguous)
        #expect(error?.description.hasPrefix("name is set twice, first on line 1. (file /tmp/") == true)
    }

    @Test("A value that is empty is given, and wrong where a text is asked for")
    func empty() throws {
        let error = #expect(throws: ConfigurationError.self) { try settings("name =").value(name) }
        #expect(error?.code == .malformed)
    }

    @Test("A file that is not there is an error, as somebody named it")
    func missing() {
        let error = #expect(throws: ConfigurationError.self) { try Settings(known: [], file: "/nowhere/at/all") }
        #expect(error?.code == .unreadable)
        #expect(error?.description == "The configuration file /nowhere/at/all cannot be read.")
    }
}
