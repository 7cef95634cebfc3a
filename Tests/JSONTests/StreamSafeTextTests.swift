import JSON
import Testing

@Suite("Runs of combining marks")
struct StreamSafeTextTests {
    /// As they are, as escapes, and as escapes of two halves: U+0301 and U+1D165.
    private static let marks = ["\u{301}", #"\u0301"#, "\u{1D165}", #"\ud834\udd65"#, #"\u030A"#]

    private static func text(_ count: Int, _ mark: String, asName: Bool) -> String {
        let run = "a" + String(repeating: mark, count: count)
        return asName ? #"{"\#(run)":1}"# : #"{"a":["\#(run)"]}"#
    }

    @Test("30 in a row are read, in names as in values, and one more is not", arguments: marks, [true, false])
    func limit(mark: String, asName: Bool) {
        #expect(StreamSafeText.maximumNonStarters == 30)
        #expect(throws: Never.self) { try JSON(parsing: Self.text(30, mark, asName: asName)) }
        let error = #expect(throws: JSON.ParsingError.self) { try JSON(parsing: Self.text(31, mark, asName: asName)) }
        #expect(error?.code == .tooManyNonStarters)
        #expect(error?.description.contains("more than 30 combining marks in a row") ?? false)
    }

    @Test(
        "Something in between begins a new run",
        arguments: ["b", #"\\"#, #"\u0062"#, #"","c":""#, "\u{E9}", "\u{1F600}"])
    func interruption(between: String) {
        let run = String(repeating: "\u{301}", count: 30)
        #expect(throws: Never.self) { try JSON(parsing: "{\"a\":\"" + run + between + run + "\"}") }
    }

    @Test("A backslash that is escaped makes no escape of what follows")
    func escapedBackslash() {
        let text = "[\"" + String(repeating: #"\\u0301"#, count: 40) + "\"]"
        #expect(throws: Never.self) { try JSON(parsing: text) }
    }

    @Test("Text that was checked before is read as it is")
    func ownText() {
        let limits = JSON.Limits(maximumNonStarters: .max)
        #expect(throws: Never.self) { try JSON(parsing: Self.text(31, "\u{301}", asName: false), limits: limits) }
    }

    @Test("A text outside of JSON is held against the same limit")
    func plainText() {
        #expect(StreamSafeText.holds("e" + String(repeating: "\u{301}", count: 30)))
        #expect(!StreamSafeText.holds("e" + String(repeating: "\u{301}", count: 31)))
        #expect(StreamSafeText.holds(String(repeating: "x", count: 100)))
    }
}
