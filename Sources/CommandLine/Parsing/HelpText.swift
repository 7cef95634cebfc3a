internal import Configuration

/// What `--help` shows for one command.
struct HelpText {
    /// From the program down to the command.
    let path: [Command]
    /// The settings that every command takes.
    let settings: [any AnySetting]

    /// The most characters of a line.
    static let width = 100

    /// The text, without the last line end.
    var text: String {
        var sections = [usage, command.summary + "."]
        if !command.discussion.isEmpty { sections.append(wrapped(command.discussion, to: Self.width)) }
        sections +=
            command.action.map(actionSections) ?? [list("Commands", command.commands.map { ($0.name, $0.summary) })]
        sections.append(globalOptions)
        if path.count == 1 { sections.append(settingsSection) }
        if !command.examples.isEmpty {
            sections.append("Examples:\n" + command.examples.map { "  \($0)" }.joined(separator: "\n"))
        }
        sections.append(Self.exitCodes)
        return sections.joined(separator: "\n\n")
    }

    private var command: Command { path[path.endIndex - 1] }
    private var words: String { path.map(\.name).joined(separator: " ") }

    private var usage: String {
        guard let action = command.action else { return "usage: \(words) COMMAND [OPTIONS]" }
        let positionals = action.positionals.map { $0.isRequired ? $0.placeholder : "[\($0.placeholder)]" }
        let required = action.options.filter(\.isRequired).map { "--\($0.name) \($0.placeholder)" }
        return (["usage: \(words)"] + positionals + required + ["[OPTIONS]"]).joined(separator: " ")
    }

    private func actionSections(_ action: Action) -> [String] {
        let positionals = action.positionals.map { ($0.placeholder, explanation(of: $0, mayBeNamed: true)) }
        let options =
            action.options.map { ("--\($0.name) \($0.placeholder)", explanation(of: $0)) }
            + action.switches.map { ("--\($0.name)", $0.summary) }
        return [("Arguments", positionals), ("Options", options)].filter { !$0.1.isEmpty }.map(list)
    }

    private func explanation(of parameter: any AnyParameter, mayBeNamed: Bool = false) -> String {
        let choices = parameter.choices.isEmpty ? "" : " One of \(parameter.choices.joined(separator: ", "))."
        let name = mayBeNamed && !parameter.isSecret ? " Or --\(parameter.name) \(parameter.placeholder)." : ""
        let need = parameter.isRequired ? " Required." : parameter.defaultText.map { " Default: \($0)." } ?? ""
        return parameter.summary + choices + name + need
    }

    private var globalOptions: String {
        let options =
            Switch.global.map { ("--\($0.name)", $0.summary) }
            + [("--\(OptionTable.configurationFile) FILE", "Read settings from lines 'name = value' of a file.")]
        let hint = path.count == 1 ? "" : "\n  Every setting is an option too: see 'muster --help'."
        return list("Options of every command", options) + hint
    }

    private var settingsSection: String {
        let rows = settings.map { setting in
            let names = setting.flagNames.map { "--\($0)" } + setting.environmentVariables
            let value = setting.defaultText.map { $0.isEmpty ? "" : " Default: \($0)." } ?? ""
            return (names.joined(separator: ", "), setting.summary + value)
        }
        let title = "Settings, from options, the environment or the configuration file, whichever comes first"
        let blocks = rows.map { "  \($0.0)\n" + wrapped($0.1, to: Self.width - 6, indentation: "      ") }
        return "\(title):\n" + blocks.joined(separator: "\n")
    }

    private static let exitCodes = """
        Exit codes:
          0  done
          1  failed; with --json, {"error":{"code","message"}} on standard output
          2  wrong usage
        """
}

// MARK: - Lines

extension HelpText {
    private func list(_ title: String, _ rows: [(String, String)]) -> String {
        let indentation = 2 + (rows.map(\.0.count).max() ?? 0) + 2
        let lines = rows.map { name, text in
            let margin = String(repeating: " ", count: indentation)
            let padding = String(repeating: " ", count: indentation - 2 - name.count)
            return "  " + name + padding
                + wrapped(text, to: Self.width - indentation, indentation: margin).dropFirst(indentation)
        }
        return "\(title):\n" + lines.joined(separator: "\n")
    }

    private func wrapped(_ text: String, to width: Int, indentation: String = "") -> String {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, line.count + 1 + word.count > width {
                    lines.append(line)
                    line = ""
                }
                line += (line.isEmpty ? "" : " ") + word
            }
            lines.append(line)
        }
        return lines.map { indentation + $0 }.joined(separator: "\n")
    }
}
