import Configuration
import Observability
import Testing

@Suite struct SettingParserTests {
    /// What a parser makes of a text, through a setting, as everybody uses it.
    private func parsed<Value>(_ text: String, _ parser: SettingParser<Value>) throws -> Value {
        let setting = Setting("name", summary: "A value.", parser)
        return try Settings(known: [setting], flags: ["name": text]).value(setting)
    }

    @Test(
        "A duration is a whole number with its unit",
        arguments: [
            ("0s", .zero), ("1s", .seconds(1)), ("30m", .seconds(1_800)), ("12h", .seconds(43_200)),
            ("180d", .seconds(15_552_000)), ("500ms", .milliseconds(500)), ("36500d", .seconds(3_153_600_000)),
            ("1w", .seconds(604_800)), ("6mo", .seconds(15_552_000)), ("1y", .seconds(31_536_000)),
            ("100y", .seconds(3_153_600_000)),
        ] as [(String, Duration)])
    func duration(text: String, expected: Duration) throws {
        #expect(try parsed(text, .duration()) == expected)
    }

    @Test(
        "What is no duration, or longer than a hundred years, is refused",
        arguments: [
            "", "1", "s", "-1s", "+1s", "1.5s", "1 s", " 1s", "1S", "1W", "1mon", "1M", "101y", "1us", "1s1m", "36501d",
            "3153600001s",
            "9223372036854775807d", "99999999999999999999s", "١s",
        ])
    func noDuration(text: String) {
        #expect(throws: ConfigurationError.self) { try parsed(text, .duration()) }
    }

    @Test(
        "Bounds of a duration belong to it",
        arguments: [("1s", true), ("60s", true), ("1m", true), ("999ms", false), ("61s", false)])
    func durationBounds(text: String, isRight: Bool) throws {
        let parser = SettingParser.duration(.seconds(1) ... .seconds(60))
        #expect(parser.expectation == "a duration from 1s to 1m, such as 30s")
        #expect(((try? parsed(text, parser)) != nil) == isRight)
    }

    @Test(
        "A default duration is shown as somebody would write it",
        arguments: [
            (.zero, "0s"), (.milliseconds(1), "1ms"), (.milliseconds(1_500), "1500ms"), (.seconds(90), "90s"),
            (.seconds(120), "2m"), (.seconds(7_200), "2h"), (.seconds(15_552_000), "180d"),
        ] as [(Duration, String)])
    func durationText(value: Duration, expected: String) {
        #expect(Setting("name", summary: "A value.", .duration(), default: value).defaultText == expected)
    }

    @Test(
        "An address is an IP address and a port",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1", 8_080), ("0.0.0.0:0", "0.0.0.0", 0), ("[::1]:8080", "::1", 8_080),
            ("[::]:65535", "::", 65_535), ("[2001:db8::1]:443", "2001:db8::1", 443),
        ] as [(String, String, UInt16)])
    func address(text: String, host: String, port: UInt16) throws {
        let address = try parsed(text, .socketAddress)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", ":", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
            "127.0.0.1:0x50",
            "127.0.0.1: 80", "127.1:80", "256.0.0.1:80", "localhost:80", "::1:80", "[::1]", "[::1]80", "[127.0.0.1]:80",
            "[]:80", "[::1:80", "127.0.0.1\0x:80", "http://127.0.0.1:80",
        ])
    func noAddress(text: String) {
        #expect(throws: ConfigurationError.self) { try parsed(text, .socketAddress) }
    }

    @Test(
        "Bounds of a number belong to it",
        arguments: [
            ("1", 1), ("8", 8), ("0", nil), ("9", nil), ("", nil), ("1.0", nil), ("x", nil),
            ("99999999999999999999", nil),
        ])
    func integer(text: String, expected: Int?) {
        #expect((try? parsed(text, .integer(1...8))) == expected)
    }

    @Test(
        "Only true and false are truth values",
        arguments: [("true", true), ("false", false), ("1", nil), ("yes", nil), ("True", nil), ("", nil)])
    func boolean(text: String, expected: Bool?) {
        #expect((try? parsed(text, .boolean)) == expected)
    }

    @Test("A level of the log is one of five words")
    func level() throws {
        #expect(try parsed("warning", .logLevel) == .warning)
        let error = #expect(throws: ConfigurationError.self) { try parsed("loud", .logLevel) }
        #expect(
            error?.description
                == "name is wrong: \"loud\" is not one of debug, info, notice, warning, error. (flag --name)")
    }

    @Test("A path has from 1 to 4,095 bytes and no NUL")
    func path() throws {
        #expect(try parsed(String(repeating: "x", count: 4_095), .path).count == 4_095)
        #expect(throws: ConfigurationError.self) { try parsed(String(repeating: "x", count: 4_096), .path) }
        #expect(throws: ConfigurationError.self) { try parsed("", .path) }
        #expect(throws: ConfigurationError.self) { try parsed("a\0b", .path) }
    }

    @Test("A setting with a name that is not in kebab-case is a mistake of ours")
    func name() async {
        await #expect(processExitsWith: .failure) { _ = Setting("Wrong_Name", summary: "A value.", .boolean) }
    }

    @Test("A wrong value is shown without what could confuse a terminal, and not at any length")
    func shownValue() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try parsed("\u{1B}[31m" + String(repeating: "x", count: 10_000), .boolean)
        }
        #expect(error?.description.contains("\u{1B}") == false)
        #expect((error?.description.count ?? 0) < 300)
    }
}
