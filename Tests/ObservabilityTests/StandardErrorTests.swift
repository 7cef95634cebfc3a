import Glibc
import Observability
import Testing

@Suite(.timeLimit(.minutes(1))) struct StandardErrorTests {
    @Test("Lines longer than a pipe writes at once stay whole on standard error")
    func wholeLines() async throws {
        let result = try await #require(processExitsWith: .success, observing: [\.standardErrorContent]) {
            // A pipe that holds them all: whoever reads it here may come late on a busy machine.
            let setPipeSize: Int32 = 1031  // F_SETPIPE_SZ, which Glibc's module leaves out
            _ = fcntl(STDERR_FILENO, setPipeSize, 1 << 20)
            let logger = Logger(label: "test")
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        let text = Logger.Value.string(String(repeating: "\(task)", count: 2_000))
                        for _ in 0..<25 { logger.info("read", ["a": text, "b": text, "c": text, "d": text]) }
                    }
                }
            }
        }
        let lines = String(decoding: result.standardErrorContent, as: UTF8.self).split(separator: "\n")
        let ours = lines.filter { $0.contains(#""label":"test""#) }
        #expect(ours.count == 100)
        for line in ours {
            let digit = line.dropLast(2).last.map(String.init) ?? ""
            #expect(line.hasSuffix(#""d":"\#(String(repeating: digit, count: 2_000))"}"#))
        }
    }
}
