internal import Configuration
internal import JSON
internal import Platform

/// A program: takes arguments, does what they say, and tells how it went.
public struct Program: Sendable {
    /// Done.
    public static let success: Int32 = 0
    /// Not done; the text says why.
    public static let failure: Int32 = 1
    /// The command line was not understood.
    public static let wrongUsage: Int32 = 2

    private let root: Command
    private let terminal: Terminal
    private let environment: [String: String]
    /// Whether it serves until it is told to stop, and logs.
    private var isServer: Bool { root.action != nil }

    init(_ root: Command, terminal: Terminal, environment: [String: String]) {
        self.root = root
        self.terminal = terminal
        self.environment = environment
    }

    /// The operator's command line, `muster`.
    ///
    /// - Parameters:
    ///   - terminal: where it speaks.
    ///   - environment: the variables of the process.
    public static func muster(terminal: Terminal, environment: [String: String]) -> Program {
        Program(.muster, terminal: terminal, environment: environment)
    }

    /// The server, `muster-server`; runs until it is told to stop.
    ///
    /// - Parameters:
    ///   - terminal: where it speaks before it serves, and of what keeps it from serving.
    ///   - environment: the variables of the process.
    public static func server(terminal: Terminal, environment: [String: String]) -> Program {
        Program(.server, terminal: terminal, environment: environment)
    }

    /// A worker, `muster-worker`; runs until it is told to stop.
    ///
    /// - Parameters:
    ///   - terminal: where it speaks before it serves, and of what keeps it from serving.
    ///   - environment: the variables of the process.
    public static func worker(terminal: Terminal, environment: [String: String]) -> Program {
        Program(.worker, terminal: terminal, environment: environment)
    }

    /// Does what arguments say.
    ///
    /// - Parameter arguments: without the name of the program.
    /// - Returns: the exit code.
    public func run(_ arguments: [String]) async -> Int32 {
        var parser = CommandLineParser(root: root, settings: PlatformSettings.all)
        do throws(UsageError) {
            let line = try parser.parse(arguments)
            return await run(line)
        } catch {
            return refuse(error, speaksJSON: Self.asksForJSON(arguments))
        }
    }

    private func run(_ line: ParsedCommandLine) async -> Int32 {
        if line.switches.contains(.help) {
            terminal.answer(HelpText(path: line.path, settings: PlatformSettings.all).text)
            return Self.success
        }
        if line.switches.contains(.version) {
            terminal.answer("\(root.name) \(MusterVersion.current)")
            return Self.success
        }
        let speaksJSON = line.switches.contains(.json)
        do {
            guard let action = line.command.action else { return Self.wrongUsage }
            let invocation = try invocation(of: line)
            // The servers have a log for it.
            if !isServer { for stray in invocation.strayVariables { terminal.tell(stray.warning.printable) } }
            let answer = try await action.run(invocation)
            if answer.json != .null { terminal.answer(speaksJSON ? answer.json.text : answer.text) }
            return answer.isSuccess ? Self.success : Self.failure
        } catch let error as UsageError {
            return refuse(error, speaksJSON: speaksJSON)
        } catch {
            let failure = Failure(error)
            terminal.tell("\(root.name): \(failure.message.printable)")
            if speaksJSON { terminal.answer(failure.json.text) }
            return Self.failure
        }
    }

    private func invocation(of line: ParsedCommandLine) throws(ConfigurationError) -> Invocation {
        var flags = line.settings
        let file = flags.removeValue(forKey: OptionTable.configurationFile)
        let settings = try Settings(
            known: PlatformSettings.all, flags: flags, environment: environment, file: file)
        return Invocation(
            line: line, settings: settings, terminal: terminal,
            strayVariables: StrayVariable.find(in: environment, known: PlatformSettings.all))
    }

    private func refuse(_ error: UsageError, speaksJSON: Bool) -> Int32 {
        terminal.tell(error.description)
        if speaksJSON { terminal.answer(Failure(error).json.text) }
        return Self.wrongUsage
    }

    /// Where a line was not understood, whether it asks for JSON can only be guessed from the words.
    private static func asksForJSON(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains("--\(Switch.json.name)")
    }
}
