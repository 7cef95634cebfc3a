import CommandLine
import JSON
import Synchronization
import TestHarness

/// What a call of the program wrote, and how it ended.
struct Transcript: Sendable {
    let exitCode: Int32
    let output: String
    let error: String

    /// The answer, read as a program would.
    var json: JSON {
        get throws { try JSON(parsing: output) }
    }

    /// The code of the error that a program would see, if there is one.
    var errorCode: String? {
        (try? json)?["error"]?["code"]?.stringValue
    }
}

/// Collects what a program writes.
final class Recorder: Sendable {
    private let texts = Mutex<(output: String, error: String)>(("", ""))

    /// - Parameter input: the line that stands on standard input, if there is one.
    func terminal(input: String? = nil) -> Terminal {
        Terminal(
            input: { input }, output: { text in self.texts.withLock { $0.output += text } },
            error: { text in self.texts.withLock { $0.error += text } })
    }

    func transcript(exitCode: Int32) -> Transcript {
        texts.withLock { Transcript(exitCode: exitCode, output: $0.output, error: $0.error) }
    }
}

/// Calls the program with arguments, as a shell would.
func muster(
    _ arguments: [String], environment: [String: String] = [:], input: String? = nil
) async -> Transcript {
    let recorder = Recorder()
    let program = Program.muster(terminal: recorder.terminal(input: input), environment: environment)
    let exitCode = await program.run(arguments)
    return recorder.transcript(exitCode: exitCode)
}

/// Calls a worker with arguments that keep it from working.
func musterWorker(_ arguments: [String], environment: [String: String] = [:]) async -> Transcript {
    let recorder = Recorder()
    let program = Program.worker(terminal: recorder.terminal(), environment: environment)
    return recorder.transcript(exitCode: await program.run(arguments))
}

/// Calls the server with arguments that keep it from serving.
func musterServer(_ arguments: [String], environment: [String: String] = [:]) async -> Transcript {
    let recorder = Recorder()
    let program = Program.server(terminal: recorder.terminal(), environment: environment)
    return recorder.transcript(exitCode: await program.run(arguments))
}
