import Configuration
import Platform
import Testing

@testable import CommandLine

@Suite("Help and messages agree with what is taken")
struct HelpConsistencyTests {
    private static let actions = all(below: .muster, words: ["muster"])

    private static func all(below command: Command, words: [String]) -> [(words: String, action: Action)] {
        let own = command.action.map { [(words.joined(separator: " "), $0)] } ?? []
        return own + command.commands.flatMap { all(below: $0, words: words + [$0.name]) }
    }

    private func help(_ words: String) async -> String {
        // Long lines are wrapped.
        await muster(words.split(separator: " ").dropFirst().map(String.init) + ["--help"]).output
            .replacing("\n ", with: " ").replacing(/\ +/, with: " ")
    }

    @Test("What is required stands in the usage once, and can be given by its name as well")
    func required() async throws {
        for (words, action) in Self.actions {
            let text = await help(words)
            let usage = try #require(text.split(separator: "\n").first)
            for parameter in action.positionals {
                let shown = parameter.isRequired ? " \(parameter.placeholder)" : " [\(parameter.placeholder)]"
                #expect(usage.contains(shown), "\(words)")
                #expect(parameter.isSecret || text.contains("Or --\(parameter.name) "), "\(words)")
                #expect(!usage.contains("--\(parameter.name) "), "\(words)")
            }
            for option in action.options {
                #expect(usage.contains("--\(option.name) \(option.placeholder)") == option.isRequired, "\(words)")
            }
            #expect(Set(action.parameters.map(\.name)).count == action.parameters.count, "\(words)")
        }
    }

    @Test("What may be left out stands behind nothing that may be: the words would be read in two ways")
    func order() {
        for (words, action) in Self.actions {
            let optional = action.positionals.drop(while: \.isRequired)
            #expect(optional.allSatisfy { !$0.isRequired }, "\(words)")
        }
    }

    @Test("Every command about one tenant takes it alone, in front")
    func tenant() {
        for (words, action) in Self.actions where action.parameters.contains(where: { $0.name == "tenant" }) {
            #expect(action.positionals.first?.name == "tenant", "\(words)")
        }
    }

    @Test("Where only some words are right, the help names them all")
    func choices() async {
        for (words, action) in Self.actions {
            let text = await help(words)
            for parameter in action.parameters where !parameter.choices.isEmpty {
                #expect(text.contains(parameter.choices.joined(separator: ", ")), "\(words) \(parameter.name)")
            }
        }
    }

    @Test("Examples in messages and in help texts are right values")
    func examples() {
        for (words, action) in Self.actions {
            for parameter in action.parameters {
                for example in Self.durations(in: parameter.expectation + "; " + parameter.summary) {
                    guard parameter.expectation.contains("duration") else { continue }
                    #expect(parameter.accepts(example), "\(words) --\(parameter.name): \(example)")
                }
            }
        }
        for case let setting as Setting<Duration> in PlatformSettings.all {
            for example in Self.durations(in: setting.expectation + "; " + setting.summary) {
                #expect(setting.parser.parse(example) != nil, "\(setting.name): \(example)")
            }
        }
    }

    private static func durations(in text: String) -> [String] {
        text.matches(of: /\b[0-9]+(?:ms|mo|[smhdwy])\b/).map { String($0.output) }
    }

    @Test("A secret is never taken as an argument, and no message repeats it", arguments: ["key", "session"])
    func secrets(thing: String) async throws {
        let secret = "msk_" + String(repeating: "a", count: 38)
        for arguments in [["1", secret], ["--tenant", "1", secret], ["1", "--secret", secret], ["1", "-", secret]] {
            let transcript = await muster([thing, "check", "--json"] + arguments)
            #expect(transcript.exitCode == 2, "\(arguments)")
            #expect(!(transcript.error + transcript.output).contains(secret), "\(arguments)")
        }
        let refused = await muster([thing, "check", "1", secret])
        #expect(refused.error.contains("since others can see the arguments of a process"))
    }
}
