import Configuration
import Platform
import Testing

@testable import CommandLine

@Suite("Help")
struct HelpTests {
    /// Every command of the tree with the words that lead to it.
    private static let commands = all(below: .muster, words: [])

    private static func all(below command: Command, words: [String]) -> [[String]] {
        [words] + command.commands.flatMap { all(below: $0, words: words + [$0.name]) }
    }

    @Test("Every command explains itself", arguments: commands)
    func explains(words: [String]) async {
        for arguments in [words + ["--help"], words + ["-h"], ["help"] + words] {
            let transcript = await muster(arguments)
            #expect(transcript.exitCode == 0)
            #expect(transcript.error.isEmpty)
            #expect(transcript.output.hasPrefix("usage: \((["muster"] + words).joined(separator: " "))"))
            #expect(transcript.output.contains("Exit codes:"))
            #expect(transcript.output.contains("--json"))
            #expect(transcript.output.split(separator: "\n").allSatisfy { $0.count <= 120 && $0.last != " " })
        }
    }

    @Test("Every example is a command line that is understood", arguments: commands)
    func examples(words: [String]) throws {
        var parser = CommandLineParser(root: .muster, settings: PlatformSettings.all)
        let command = try parser.parse(words + ["--help"]).command
        #expect(command.action == nil || !command.examples.isEmpty)
        for example in command.examples {
            var parser = CommandLineParser(root: .muster, settings: PlatformSettings.all)
            let line = try parser.parse(example.split(separator: " ").dropFirst().map(String.init))
            #expect(line.words == (["muster"] + words).joined(separator: " "))
        }
    }

    @Test("No option of a command has the name of a setting or of a global option", arguments: commands)
    func names(words: [String]) throws {
        var parser = CommandLineParser(root: .muster, settings: PlatformSettings.all)
        let action = try parser.parse(words + ["--help"]).command.action
        let own = (action?.options.map(\.name) ?? []) + (action?.switches.map(\.name) ?? [])
        let global = PlatformSettings.all.flatMap(\.acceptedNames) + Switch.global.map(\.name) + ["config"]
        #expect(Set(own).isDisjoint(with: global))
        #expect(Set(own).count == own.count)
    }

    @Test("The program's own help names every setting with its variable")
    func settings() async {
        let output = await muster(["--help"]).output
        for setting in PlatformSettings.all {
            for name in setting.flagNames.map({ "--\($0)" }) + setting.environmentVariables {
                #expect(output.contains(name))
            }
        }
        #expect(!output.contains("--pepper,"))
    }

    @Test("The version is told wherever it is asked for", arguments: [["--version"], ["tenant", "--version"]])
    func version(arguments: [String]) async {
        let transcript = await muster(arguments)
        #expect(transcript.exitCode == 0)
        #expect(transcript.output == "muster \(MusterVersion.current)\n")
    }
}
