/// A command line taken apart.
struct ParsedCommandLine: Sendable {
    /// From the program down to the command.
    var path: [Command]
    /// The values of options and positionals, by name.
    var values: [String: String] = [:]
    /// The switches that are on.
    var switches: Set<Switch> = []
    /// The settings that were given as options, by name.
    var settings: [String: String] = [:]
    /// The words behind the command.
    var positionals: [String] = []

    /// The words of the command: `muster tenant create`.
    var words: String { path.map(\.name).joined(separator: " ") }

    /// The last command of the path.
    var command: Command { path[path.endIndex - 1] }
}
