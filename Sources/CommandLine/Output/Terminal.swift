internal import Glibc

/// Where a command speaks: answers on standard output, everything else on standard error.
public struct Terminal: Sendable {
    /// Takes answers, which another program may read.
    let writeOutput: @Sendable (String) -> Void
    /// Takes progress, advice and what went wrong.
    let writeError: @Sendable (String) -> Void
    /// Gives the first line of what comes in, or nil where nothing does.
    let readLine: @Sendable () -> String?

    /// A terminal that hands texts on.
    ///
    /// - Parameters:
    ///   - input: gives the first line of what comes in, without its end; nil where nothing does.
    ///   - output: takes answers.
    ///   - error: takes progress, advice and what went wrong.
    public init(
        input: @escaping @Sendable () -> String? = { nil }, output: @escaping @Sendable (String) -> Void,
        error: @escaping @Sendable (String) -> Void
    ) {
        readLine = input
        writeOutput = output
        writeError = error
    }

    /// The streams of the process.
    public static let standard = Terminal(
        input: { Swift.readLine() }, output: { write($0, to: STDOUT_FILENO) }, error: { write($0, to: STDERR_FILENO) })

    /// Writes an answer and ends its line.
    func answer(_ text: String) { writeOutput(text + "\n") }

    /// Writes what is no answer, and ends its line.
    func tell(_ text: String) { writeError(text + "\n") }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // A reader that has gone away is no reason to go on writing.
            guard written > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, written))
        }
    }
}
