internal import Configuration

/// Takes the arguments of the program apart.
///
/// Options may stand anywhere behind their command, global ones anywhere at all, as `--name value` or `--name=value`;
/// `--` ends them.
struct CommandLineParser {
    /// The word that asks for help on the command behind it.
    static let helpWord = "help"
    /// The most arguments that are looked at.
    static let maximumArguments = 1_000

    private let settings: [any AnySetting]
    private var line: ParsedCommandLine
    private var arguments: ArraySlice<String> = []

    /// A parser for a tree of commands.
    init(root: Command, settings: [any AnySetting]) {
        self.settings = settings
        line = ParsedCommandLine(path: [root])
    }

    /// Takes arguments apart, without the name of the program.
    ///
    /// - Throws: where they cannot be understood, or something required is missing or malformed.
    mutating func parse(_ arguments: [String]) throws(UsageError) -> ParsedCommandLine {
        guard arguments.count <= Self.maximumArguments else {
            throw usage("There are more than \(Self.maximumArguments) arguments.")
        }
        self.arguments = arguments[...]
        var takesOptions = true
        while let argument = self.arguments.popFirst() {
            switch argument {
            case "--" where takesOptions: takesOptions = false
            case "-h" where takesOptions: line.switches.insert(.help)
            case _ where takesOptions && argument.hasPrefix("--"): try takeOption(argument.dropFirst(2))
            default: try takeWord(argument, couldBeOption: takesOptions)
            }
        }
        if line.switches.isDisjoint(with: [.help, .version]) { try takePositionals() }
        return line
    }
}

// MARK: - Words

extension CommandLineParser {
    private mutating func takeWord(_ word: String, couldBeOption: Bool) throws(UsageError) {
        if couldBeOption, word.hasPrefix("-"), Int(word) == nil, word != "-" {
            throw usage("There is no option \(quoted(word)); options begin with two hyphens.")
        }
        guard line.command.action == nil else {
            line.positionals.append(word)
            return
        }
        if line.path.count == 1, word == Self.helpWord {
            line.switches.insert(.help)
        } else {
            line.path.append(try command(named: word))
        }
    }

    private func command(named word: String) throws(UsageError) -> Command {
        if let command = line.command.commands.first(where: { $0.name == word }) { return command }
        let known = line.command.commands.map(\.name)
        let advice =
            NearestName.find(word, in: known).map { "Did you mean \($0)?" }
            ?? "There are \(known.joined(separator: ", "))."
        throw usage("There is no command \(quoted(word)). \(advice)")
    }

    private mutating func takePositionals() throws(UsageError) {
        guard let action = line.command.action else {
            throw usage("A command is missing: \(line.command.commands.map(\.name).joined(separator: ", ")).")
        }
        // What was given by its name is not looked for among the words.
        let open = action.positionals.filter { line.values[$0.name] == nil }
        guard line.positionals.count <= open.count else {
            let isSecret = open.contains(where: \.isSecret) || action.positionals.contains(where: \.isSecret)
            let word = isSecret ? "There" : quoted(line.positionals[open.count])
            throw usage("\(word) is one argument too many.")
        }
        for (parameter, text) in zip(open, line.positionals) {
            try take(text, for: parameter, shownAs: parameter.placeholder)
        }
        try requireAll(of: action)
    }

    private func requireAll(of action: Action) throws(UsageError) {
        let missing = action.positionals.filter { $0.isRequired && line.values[$0.name] == nil }
        if let first = missing.first {
            let name = first.isSubject ? "\(first.placeholder) (or --\(first.name))" : first.placeholder
            throw usage("\(name) is missing: \(first.expectation).")
        }
        for parameter in action.options where parameter.isRequired && line.values[parameter.name] == nil {
            throw usage("--\(parameter.name) \(parameter.placeholder) is missing: \(parameter.expectation).")
        }
    }
}

// MARK: - Options

extension CommandLineParser {
    private mutating func takeOption(_ text: Substring) throws(UsageError) {
        let equals = text.firstIndex(of: "=")
        let name = String(text[..<(equals ?? text.endIndex)])
        let attached = equals.map { String(text[text.index(after: $0)...]) }
        let table = OptionTable(command: line.command, settings: settings)
        switch table[name] {
        case .toggle(let toggle):
            guard attached == nil else { throw usage("--\(name) takes no value.") }
            line.switches.insert(toggle)
        case .parameter(let parameter):
            try take(try value(attached, of: name), for: parameter, shownAs: "--\(name)")
        case .setting:
            try takeSetting(name, try value(attached, of: name))
        case nil:
            throw unknown(name, in: table)
        }
    }

    private mutating func value(_ attached: String?, of name: String) throws(UsageError) -> String {
        if let attached { return attached }
        guard let next = arguments.first, !next.hasPrefix("--") else {
            throw usage("--\(name) needs a value; one that begins with two hyphens is given as --\(name)=VALUE.")
        }
        arguments.removeFirst()
        return next
    }

    private mutating func take(_ text: String, for parameter: any AnyParameter, shownAs name: String)
        throws(UsageError)
    {
        guard parameter.accepts(text) else {
            if parameter.isSecret {
                throw usage(
                    "\(name) is not taken as an argument, since others can see the arguments of a process: give "
                        + "\(parameter.expectation).")
            }
            throw usage("\(name) is wrong: \(quoted(text)) is not \(parameter.expectation).")
        }
        guard line.values.updateValue(text, forKey: parameter.name) == nil else {
            throw usage("\(name) is given twice.")
        }
    }

    private mutating func takeSetting(_ name: String, _ text: String) throws(UsageError) {
        if name == SecretArguments.databaseURL, SecretArguments.holdsPassword(text) {
            throw usage(
                "--\(name) must not hold a password, since others can see the arguments of a process: "
                    + "give it as MUSTER_DATABASE_URL, or put the password into a file named by PGPASSFILE.")
        }
        guard line.settings.updateValue(text, forKey: name) == nil else { throw usage("--\(name) is given twice.") }
    }

    private func unknown(_ name: String, in table: OptionTable) -> UsageError {
        if settings.contains(where: { $0.isSecret && $0.name == name }) {
            return usage(
                "--\(name) is not taken here, since others can see the arguments of a process: give a file as "
                    + "--\(name)-file.")
        }
        let advice = NearestName.find(name, in: table.names).map { " Did you mean --\($0)?" } ?? ""
        return usage("There is no option \(quoted("--" + name)).\(advice)")
    }

    private func usage(_ message: String) -> UsageError {
        UsageError(command: line.words, message: message)
    }

    /// A text as part of a sentence: in quotes, not too long, and without what a terminal would obey.
    private func quoted(_ text: String) -> String { "'" + String(text.prefix(100)).printable + "'" }
}
