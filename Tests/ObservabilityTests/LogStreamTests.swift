import Glibc
import Observability
import Testing

@Suite("A log that is not read", .timeLimit(.minutes(1)))
struct LogStreamTests {
    /// A pipe or a pair of sockets, of which one end is read by the test and only when it wants.
    final class Channel {
        let reading: Int32
        let writing: Int32

        init(isSocket: Bool) throws {
            // As the programs do: what is kept may be written when its reader has gone.
            _ = signal(SIGPIPE, SIG_IGN)
            var ends: [Int32] = [0, 0]
            let code = unsafe isSocket ? socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) : pipe(&ends)
            try #require(code == 0)
            reading = ends[0]
            writing = ends[1]
            // A test that blocked would keep its thread from whoever writes what is kept.
            _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        }

        deinit {
            close(reading)
            close(writing)
        }

        /// Reads until so many lines that hold a text have come.
        func lines(_ count: Int, containing text: String) async throws -> [Substring] {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            var seen = 0
            while seen < count {
                let got = unsafe read(reading, &buffer, buffer.count)
                guard got > 0 else {
                    try await Task.sleep(for: .milliseconds(1))
                    continue
                }
                bytes += buffer[..<got]
                seen = String(decoding: bytes, as: UTF8.self).split(separator: "\n").count { $0.contains(text) }
            }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        }
    }

    @Test("stops nobody: what does not fit is dropped, counted and told, and no line is cut", arguments: [true, false])
    func unread(isSocket: Bool) async throws {
        let channel = try Channel(isSocket: isSocket)
        let stream = LogStream(descriptor: channel.writing)
        let logger = Logger(label: "test", destination: .stream(stream))
        let text = Logger.Value.string(String(repeating: "x", count: 2_000))
        let count = 2_000
        for number in 0..<count { logger.info("read", ["number": .integer(number), "a": text, "b": text, "c": text]) }
        let dropped = stream.droppedLines
        #expect(dropped > 0 && dropped < count)
        let lines = try await channel.lines(1, containing: "lines were dropped")
        #expect(lines.last?.contains(#""count":\#(dropped)"#) == true)
        #expect(lines.count == count - dropped + 1)
        for line in lines { #expect(line.hasPrefix(#"{"time":""#) && line.hasSuffix("}")) }
        for (number, line) in lines.dropLast().enumerated() { #expect(line.contains(#""number":\#(number),"#)) }
    }

    @Test("is written on by itself when somebody reads again")
    func readAgain() async throws {
        let channel = try Channel(isSocket: false)
        let logger = Logger(label: "test", destination: .stream(LogStream(descriptor: channel.writing)))
        for number in 0..<1_000 { logger.info("read", ["number": .integer(number), "end": .string("of \(number).")]) }
        let lines = try await channel.lines(1, containing: "of 999.")
        #expect(lines.count == 1_000)
    }

    @Test("keeps a mebibyte, and not one line more")
    func limit() async throws {
        let channel = try Channel(isSocket: false)
        let stream = LogStream(descriptor: channel.writing)
        let logger = Logger(label: "test", destination: .stream(stream))
        while stream.droppedLines == 0 { logger.info("read") }
        let line = #"{"time":"2026-01-02T03:04:05.678Z","level":"info","label":"test","message":"read"}"#.utf8.count + 1
        let kept = try await channel.lines(1, containing: "lines were dropped").dropLast().count * line
        #expect(kept <= LogStream.maximumKeptBytes + 65_536)
        #expect(
            kept > LogStream.maximumKeptBytes + 60_000, "a pipe has room for 65,536 bytes, and pages not quite filled")
    }

    @Test("ends nothing when its reader is gone")
    func closed() throws {
        let channel = try Channel(isSocket: true)
        _ = shutdown(channel.reading, Int32(SHUT_RDWR))
        let logger = Logger(label: "test", destination: .stream(LogStream(descriptor: channel.writing)))
        for _ in 0..<10_000 { logger.info("read") }
    }
}
