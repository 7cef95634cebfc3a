/// A command line that cannot be understood.
struct UsageError: Error, Hashable {
    /// The words of the command as far as it was understood: `muster tenant`.
    let command: String
    /// What is wrong, in one or more sentences.
    let message: String
}

extension UsageError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong, and where help is.
    var description: String { "\(command): \(message)\nRun '\(command) --help' to see how it is used." }

    /// The error on one line.
    var debugDescription: String { "UsageError(\(command)): \(message)" }
}
