import JSON
import Testing

@Suite struct LimitTests {
    @Test("The standard limits are 1 MiB, 32 levels and 20,000 values")
    func standard() {
        #expect(JSON.Limits.standard == JSON.Limits(maximumBytes: 1_048_576, maximumDepth: 32, maximumValues: 20_000))
    }

    @Test("A text of exactly 1 MiB is read, one byte more is not")
    func bytes() {
        let text = "\"" + String(repeating: "x", count: (1 << 20) - 2) + "\""
        #expect(throws: Never.self) { try JSON(parsing: text) }
        #expect(throwsCode(.tooLarge, text + " "))
    }

    @Test("32 levels are read, 33 are not", arguments: [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")])
    func depth(open: String, close: String) {
        let levels = open.filter { "[{".contains($0) }.count
        #expect(throws: Never.self) { try JSON(parsing: nested(32 / levels, open, close, inside: "1")) }
        #expect(throwsCode(.tooDeep, nested(32 / levels, open, close, inside: "[]")))
    }

    @Test(
        "20,000 values are read, one more is not",
        arguments: ["1", "null", #""x""#, #""a,b:[{""#, "{}", "[]", " -1.5e3 "])
    func values(element: String) {
        #expect(throws: Never.self) { try JSON(parsing: list(of: 20_000, element)) }
        #expect(throwsCode(.tooManyValues, list(of: 20_001, element)))
    }

    @Test("40,000 arrays and objects are read, one more is not")
    func containers() {
        let pairs = Array(repeating: "[[1]]", count: 19_999).joined(separator: ",")
        #expect(throws: Never.self) { try JSON(parsing: "[\(pairs),[]]") }
        #expect(throwsCode(.tooManyValues, "[\(pairs),[[]]]"))
    }

    @Test("Names of members are no values, their values are")
    func names() {
        #expect(throws: Never.self) { try JSON(parsing: numbered(20_000)) }
        #expect(throwsCode(.tooManyValues, numbered(20_001)))
    }

    @Test("A single value counts one", arguments: [#""x""#, "1", "true", "[]", "{}"])
    func single(text: String) {
        #expect(throws: Never.self) { try JSON(parsing: text, limits: JSON.Limits(maximumValues: 1)) }
        #expect(throwsCode(.tooManyValues, text, limits: JSON.Limits(maximumValues: 0)))
    }

    @Test("Brackets inside strings do not count, whatever is escaped there")
    func strings() {
        let text = #"["[[[[[\"[[[[","\\","{{{{\\\"[[["]"#
        #expect(throws: Never.self) { try JSON(parsing: text, limits: JSON.Limits(maximumDepth: 1, maximumValues: 3)) }
    }

    @Test("Hostile texts are refused within milliseconds", .timeLimit(.minutes(1)))
    func hostile() {
        let started = ContinuousClock.now
        #expect(throwsCode(.tooDeep, String(repeating: "[", count: 8_192)))
        #expect(throwsCode(.tooDeep, String(repeating: #"{"a":"#, count: 8_192)))
        #expect(throwsCode(.tooManyValues, numbered(200_000), limits: JSON.Limits(maximumBytes: 8 << 20)))
        // Unoptimised and beside other tests this takes some tens of milliseconds; parsing it would take far longer.
        #expect(ContinuousClock.now - started < .seconds(5))
    }

    private func nested(_ count: Int, _ open: String, _ close: String, inside: String) -> String {
        String(repeating: open, count: count) + inside + String(repeating: close, count: count)
    }

    private func list(of count: Int, _ element: String) -> String {
        "[" + repeatElement(element, count: count).joined(separator: ",") + "]"
    }

    private func numbered(_ count: Int) -> String {
        "{" + (0..<count).map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    }
}
