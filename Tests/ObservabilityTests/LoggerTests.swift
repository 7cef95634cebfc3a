import Observability
import Testing

@Suite struct LoggerTests {
    private let buffer = LogBuffer()

    private var logger: Logger { Logger(label: "test", destination: .buffer(buffer)) }

    /// The line after its time, which is different each time.
    private func afterTime(_ line: String?) -> String? {
        line.map { String($0.dropFirst(#"{"time":"2026-01-02T03:04:05.678Z","#.utf8.count)) }
    }

    @Test("A line has time, level, label, message and metadata in this order")
    func shape() throws {
        logger.info("request answered", ["status": .integer(200), "seconds": .double(0.5), "isNew": .bool(true)])
        let line = try #require(buffer.lines.first)
        #expect(try /\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",.*/.wholeMatch(in: line) != nil)
        #expect(
            afterTime(line)
                == #""level":"info","label":"test","message":"request answered","status":200,"seconds":0.5,"isNew":true}"#
        )
    }

    @Test(
        "Lines below the level are not written, and their metadata is not worked out", arguments: Logger.Level.allCases)
    func levels(level: Logger.Level) {
        var logger = logger
        logger.level = level
        var workedOut = 0
        func metadata() -> Logger.Metadata {
            workedOut += 1
            return [:]
        }
        logger.debug("one", metadata())
        logger.info("two", metadata())
        logger.notice("three", metadata())
        logger.warning("four", metadata())
        logger.error("five", metadata())
        let expected = Logger.Level.allCases.count { $0 >= level }
        #expect(buffer.lines.count == expected)
        #expect(workedOut == expected)
    }

    @Test("A child adds its metadata, and the newest value of a name counts")
    func child() {
        let child = logger.with(["tenant": .integer(1042), "request": .string("a")]).with(["request": .string("b")])
        child.info("read", ["tenant": .integer(7)])
        logger.info("read")
        #expect(
            buffer.lines.map(afterTime) == [
                #""level":"info","label":"test","message":"read","request":"b","tenant":7}"#,
                #""level":"info","label":"test","message":"read"}"#,
            ])
    }

    @Test("A logger with another label keeps level, destination and metadata")
    func labelled() {
        logger.with(["a": .integer(1)]).labelled("other").info("read")
        #expect(afterTime(buffer.lines.first) == #""level":"info","label":"other","message":"read","a":1}"#)
    }

    @Test("Metadata cannot stand in for the members of every line", arguments: ["time", "level", "label", "message"])
    func ownNames(name: String) {
        var metadata = Logger.Metadata()
        metadata[name] = .string("forged")
        logger.info("read", metadata)
        #expect(afterTime(buffer.lines.first) == #""level":"info","label":"test","message":"read"}"#)
    }

    @Test(
        "Text cannot break out of its line",
        arguments: [
            ("\"", #"\""#), ("\\", #"\\"#), ("a\nb", #"a\u000ab"#), ("\r\n", #"\u000d\u000a"#), ("\0", #"\u0000"#),
            ("\u{1B}[31m", #"\u001b[31m"#), ("\u{7F}", #"\u007f"#), ("é😀", "é😀"),
        ])
    func escaping(text: String, expected: String) {
        logger.info("read", ["a": .string(text)])
        #expect(afterTime(buffer.lines.first) == #""level":"info","label":"test","message":"read","a":"\#(expected)"}"#)
    }

    @Test("A redacted value says so, and numbers that JSON lacks are null")
    func special() {
        logger.info("read", ["token": .redacted, "a": .double(.nan), "b": .double(.infinity)])
        #expect(
            afterTime(buffer.lines.first)
                == #""level":"info","label":"test","message":"read","token":"(redacted)","a":null,"b":null}"#)
    }

    @Test("Text of 2,048 bytes is written whole, longer text is cut between two characters")
    func longText() {
        logger.info("read", ["a": .string(String(repeating: "x", count: 2_048))])
        logger.info("read", ["a": .string(String(repeating: "x", count: 2_049))])
        logger.info("read", ["a": .string("x" + String(repeating: "é", count: 1_024))])
        #expect(buffer.lines[0].hasSuffix(String(repeating: "x", count: 2_048) + "\"}"))
        #expect(buffer.lines[1].hasSuffix(String(repeating: "x", count: 2_048) + "…\"}"))
        #expect(buffer.lines[2].hasSuffix("\"x" + String(repeating: "é", count: 1_023) + "…\"}"))
    }

    @Test("Lines written at once stay whole")
    func concurrent() async {
        let logger = logger
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<50 { logger.info("read", ["task": .integer(task)]) }
                }
            }
        }
        #expect(buffer.lines.count == 400)
        #expect(buffer.lines.allSatisfy { $0.hasPrefix(#"{"time":""#) && $0.hasSuffix("}") })
    }

    @Test("A buffer keeps as many lines as its limit, and then the newest")
    func bufferLimit() {
        let small = LogBuffer(limit: 2)
        let logger = Logger(label: "test", destination: .buffer(small))
        logger.info("one")
        logger.info("two")
        #expect(small.lines.count == 2)
        logger.info("three")
        #expect(small.lines.count == 2)
        #expect(small.lines[0].contains("two") && small.lines[1].contains("three"))
    }
}
