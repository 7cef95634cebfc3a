internal import Configuration

/// The options that are understood at one place of the command tree.
struct OptionTable {
    /// What an option is.
    enum Meaning {
        case toggle(Switch)
        case parameter(any AnyParameter)
        case setting
    }

    /// The option that names the configuration file; it is no setting, since it says where settings are.
    static let configurationFile = "config"

    private let meanings: [String: Meaning]

    /// What every command understands, and what this one does beside it.
    init(command: Command, settings: [any AnySetting]) {
        var meanings: [String: Meaning] = [Self.configurationFile: .setting]
        for setting in settings {
            for name in setting.flagNames { meanings[name] = .setting }
        }
        for toggle in Switch.global + (command.action?.switches ?? []) { meanings[toggle.name] = .toggle(toggle) }
        for parameter in command.action?.parameters ?? [] where !parameter.isSecret {
            meanings[parameter.name] = .parameter(parameter)
        }
        self.meanings = meanings
    }

    /// What an option of this name is, or nil.
    subscript(name: String) -> Meaning? { meanings[name] }

    /// The names that are understood.
    var names: [String] { meanings.keys.sorted() }
}

extension AnySetting {
    /// The names under which the command line takes it.
    ///
    /// A secret is taken by file only, since other users of the machine can read the arguments of a process. The
    /// address of the database is taken too, as long as it holds no password: see ``SecretArguments``.
    var flagNames: [String] {
        acceptedNames.filter { !isSecret || $0 != name || $0 == SecretArguments.databaseURL }
    }
}
