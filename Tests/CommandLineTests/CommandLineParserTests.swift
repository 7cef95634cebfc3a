import Configuration
import JSON
import Testing

@testable import CommandLine

@Suite("The command line")
struct CommandLineParserTests {
    private static let count = Parameter<Int>(optional: "count", "N", summary: "How many.", .integer(1...9), default: 3)
    private static let name = Parameter<String>(required: "name", "NAME", summary: "Who.", .text())
    private static let target = Parameter<String>(required: "target", "TARGET", summary: "What.", .text())
    private static let dry = Switch("dry", summary: "Only look.")
    private static let root = Command(
        "tool", summary: "Does things",
        commands: [
            Command(
                "thing", summary: "Things",
                commands: [
                    Command(
                        "make", summary: "Makes one", examples: [],
                        Action(positionals: [target], options: [name, count], switches: [dry]) { _ in
                            Answer(json: .null, text: "")
                        })
                ])
        ])
    private static let settings: [any AnySetting] = [
        Setting<String>("listen", summary: "Where.", .text()),
        Setting<String>("pepper", summary: "Key.", .text(), isSecret: true),
        Setting<String>("database-url", summary: "Database.", .text(), isSecret: true),
    ]

    private func parse(_ arguments: [String]) throws(UsageError) -> ParsedCommandLine {
        var parser = CommandLineParser(root: Self.root, settings: Self.settings)
        return try parser.parse(arguments)
    }

    @Test(
        "What cannot be understood is refused with a sentence",
        arguments: [
            ([], "A command is missing: thing."),
            (["thing"], "A command is missing: make."),
            (["thong"], "There is no command 'thong'. Did you mean thing?"),
            (["completely-else"], "There is no command 'completely-else'. There are thing."),
            (["thing", "make", "x"], "--name NAME is missing: a text that is not empty."),
            (["thing", "make", "--name", "n"], "TARGET is missing: a text that is not empty."),
            (["thing", "make", "x", "y", "--name", "n"], "'y' is one argument too many."),
            (
                ["thing", "make", "x", "--name"],
                "--name needs a value; one that begins with two hyphens is given as --name=VALUE."
            ),
            (
                ["thing", "make", "x", "--name", "--dry"],
                "--name needs a value; one that begins with two hyphens is given as --name=VALUE."
            ),
            (["thing", "make", "x", "--name", ""], "--name is wrong: '' is not a text that is not empty."),
            (["thing", "make", "x", "--name", "n", "--name", "m"], "--name is given twice."),
            (
                ["thing", "make", "x", "--name", "n", "--count", "10"],
                "--count is wrong: '10' is not a whole number from 1 to 9."
            ),
            (
                ["thing", "make", "x", "--name", "n", "--nome", "m"],
                "There is no option '--nome'. Did you mean --name?"
            ),
            (["--name", "n", "thing", "make", "x"], "There is no option '--name'."),
            (["thing", "make", "x", "--dry=yes"], "--dry takes no value."),
            (["thing", "make", "-n", "x"], "There is no option '-n'; options begin with two hyphens."),
            (["thing", "make", "\u{1B}[2J", "y", "--name", "n"], "'y' is one argument too many."),
            (["\u{1B}[2J"], "There is no command '\\u{1b}[2J'. There are thing."),
            (["--listen", "a", "--listen", "b"], "--listen is given twice."),
            (
                ["--pepper", "x"],
                "--pepper is not taken here, since others can see the arguments of a process: give a file as "
                    + "--pepper-file."
            ),
        ] as [([String], String)])
    func refused(arguments: [String], message: String) {
        let error = #expect(throws: UsageError.self) { try parse(arguments) }
        #expect(error?.message == message)
    }

    @Test(
        "An address with a password is refused as an argument",
        arguments: [
            "postgresql://a:secret@host/x", "host=h password=secret", "postgresql://host/x?password=secret",
            "postgres://:secret@host", "postgresql://a:se@cret@host/x",
        ])
    func passwordInArguments(address: String) {
        let error = #expect(throws: UsageError.self) { try parse(["--database-url", address]) }
        #expect(error?.message.contains("must not hold a password") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "An address without a password is taken",
        arguments: [
            "postgresql://127.0.0.1:5432/x", "postgresql://muster_admin@[::1]:5432/x", "host=h port=5",
            "postgresql:///x",
        ])
    func addressInArguments(address: String) throws {
        let line = try parse(["thing", "make", "x", "--name", "n", "--database-url", address])
        #expect(line.settings == ["database-url": address])
    }

    @Test("A value may stand behind a space or an equals sign, and options anywhere behind their command")
    func forms() throws {
        let expected = ["name": "n", "count": "2", "target": "x"]
        for arguments in [
            ["thing", "make", "x", "--name", "n", "--count", "2"], ["thing", "make", "--name=n", "x", "--count=2"],
            ["thing", "make", "--count", "2", "--name=n", "--", "x"],
        ] {
            #expect(try parse(arguments).values == expected)
        }
    }

    @Test("Two hyphens end the options, and a value may hold hyphens and equals signs")
    func endOfOptions() throws {
        #expect(
            try parse(["thing", "make", "--name=--a=b", "--", "--dry"]).values == ["name": "--a=b", "target": "--dry"])
    }

    @Test("A negative number is a word, not an option")
    func negativeNumber() throws {
        #expect(try parse(["thing", "make", "-5", "--name", "n"]).values["target"] == "-5")
    }

    @Test("Global options stand anywhere")
    func globalOptions() throws {
        for arguments in [
            ["--json", "--listen", "h", "thing", "make", "x", "--name", "n"],
            ["thing", "--json", "make", "x", "--listen=h", "--name", "n"],
            ["thing", "make", "x", "--name", "n", "--listen", "h", "--json"],
        ] {
            let line = try parse(arguments)
            #expect(line.switches == [.json])
            #expect(line.settings == ["listen": "h"])
            #expect(line.words == "tool thing make")
        }
    }

    @Test(
        "Help needs nothing else to be right",
        arguments: [["help"], ["help", "thing", "make"], ["thing", "make", "-h"], ["--help"]])
    func help(arguments: [String]) throws {
        #expect(try parse(arguments).switches.contains(.help))
    }

    @Test("As many arguments as allowed are looked at, and no more")
    func limit() throws {
        let padding = Array(repeating: "--json", count: CommandLineParser.maximumArguments - 5)
        let line = ["thing", "make", "x", "--name", "n"] + padding
        #expect(try parse(line).values["name"] == "n")
        let error = #expect(throws: UsageError.self) { try parse(line + ["--json"]) }
        #expect(error?.message == "There are more than 1000 arguments.")
    }

    @Test("A usage error says where help is")
    func texts() {
        let error = UsageError(command: "muster tenant", message: "No.")
        #expect(error.description == "muster tenant: No.\nRun 'muster tenant --help' to see how it is used.")
        #expect(error.debugDescription == "UsageError(muster tenant): No.")
    }
}
