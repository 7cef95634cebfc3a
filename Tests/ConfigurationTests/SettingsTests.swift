import Configuration
import Testing

@Suite struct SettingsTests {
    private let listen = Setting("listen", summary: "Where to listen.", .text(), default: "here")
    private let database = Setting("database-url", summary: "The database.", .text("a PostgreSQL address"))
    private let pepper = Setting("pepper", summary: "The key of token digests.", .text(), isSecret: true)

    private var known: [any AnySetting] { [listen, database, pepper] }

    private func settings(
        flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws(ConfigurationError) -> Settings {
        try Settings(known: known, flags: flags, environment: environment, file: file)
    }

    @Test("A flag counts before the environment, that before the file, and that before the default")
    func precedence() throws {
        let file = TemporaryFile("listen = file\n")
        let environment = ["MUSTER_LISTEN": "environment"]
        #expect(try settings().value(listen) == "here")
        #expect(try settings(file: file.path).value(listen) == "file")
        #expect(try settings(environment: environment, file: file.path).value(listen) == "environment")
        let all = try settings(flags: ["listen": "flag"], environment: environment, file: file.path)
        #expect(try all.value(listen) == "flag")
    }

    @Test("The environment can name the file, and an argument counts before it")
    func fileFromEnvironment() throws {
        let one = TemporaryFile("listen = one")
        let two = TemporaryFile("listen = two")
        #expect(try settings(environment: ["MUSTER_CONFIG": one.path]).value(listen) == "one")
        #expect(try settings(environment: ["MUSTER_CONFIG": one.path], file: two.path).value(listen) == "two")
    }

    @Test("An empty variable counts as not set")
    func emptyVariable() throws {
        #expect(try settings(environment: ["MUSTER_LISTEN": "", "MUSTER_CONFIG": ""]).value(listen) == "here")
    }

    @Test("What is not set and has no default is missing, and the error says how to give it")
    func missing() throws {
        #expect(try settings().valueIfSet(database) == nil)
        let error = #expect(throws: ConfigurationError.self) { try settings().value(database) }
        #expect(error?.code == .missing)
        #expect(error?.setting == "database-url")
        #expect(
            error?.description == """
                database-url is not set: give a PostgreSQL address as --database-url, as MUSTER_DATABASE_URL or in the \
                configuration file.
                """)
        #expect(
            error?.debugDescription == """
                ConfigurationError(code: missing, setting: database-url, origin: none): database-url is not set: give a \
                PostgreSQL address as --database-url, as MUSTER_DATABASE_URL or in the configuration file.
                """)
        let secret = #expect(throws: ConfigurationError.self) { try settings().value(pepper) }
        #expect(secret?.description.contains("--pepper-file or MUSTER_PEPPER_FILE") == true)
    }

    @Test("A wrong value is told with its setting, its place and what is right")
    func malformed() throws {
        let number = Setting("workers", summary: "How many.", .integer(1...8))
        let file = TemporaryFile("# first\nworkers = 9\n")
        let settings = try Settings(known: [number], file: file.path)
        let error = #expect(throws: ConfigurationError.self) { try settings.value(number) }
        #expect(error?.code == .malformed)
        #expect(
            error?.description
                == "workers is wrong: \"9\" is not a whole number from 1 to 8. (file \(file.path):2)")
    }

    @Test("A wrong secret is not shown")
    func malformedSecret() throws {
        let secret = Setting("pin", summary: "A number.", .integer(1...8), isSecret: true)
        let settings = try Settings(known: [secret], environment: ["MUSTER_PIN": "hunter2"])
        let error = try #require(throws: ConfigurationError.self) { try settings.value(secret) }
        #expect(
            error.description == "pin is wrong: its value is not a whole number from 1 to 8. (environment MUSTER_PIN)")
        #expect(!error.debugDescription.contains("hunter2"))
        var dumped = ""
        dump((error, settings), to: &dumped)
        #expect(!(dumped + "\(settings)" + String(reflecting: settings)).contains("hunter2"))
    }

    @Test(
        "A name that is none is refused, with the one that is nearest",
        arguments: [
            ("database-ur", " Did you mean database-url?"), ("databse-url", " Did you mean database-url?"),
            ("peper-file", " Did you mean pepper-file?"), ("lisen", " Did you mean listen?"), ("colour", ""),
            (String(repeating: "x", count: 64), ""),
        ])
    func unknown(name: String, advice: String) throws {
        let file = TemporaryFile("\(name) = x")
        let fromFile = #expect(throws: ConfigurationError.self) { try settings(file: file.path) }
        #expect(fromFile?.code == .unknownName)
        #expect(fromFile?.description == "There is no setting named \(name).\(advice) (file \(file.path):1)")
        let fromFlag = #expect(throws: ConfigurationError.self) { try settings(flags: [name: "x"]) }
        #expect(fromFlag?.description == "There is no setting named \(name).\(advice) (flag --\(name))")
    }

    @Test("Only a secret can be given by a file of its own")
    func fileOfNoSecret() throws {
        let error = #expect(throws: ConfigurationError.self) { try settings(flags: ["listen-file": "/x"]) }
        #expect(error?.code == .unknownName)
    }

    @Test("Variables of others are left alone")
    func foreignVariables() throws {
        #expect(throws: Never.self) { try settings(environment: ["MUSTER_SOMETHING": "x", "HOME": "/root"]) }
    }

    @Test("The report shows values, origins and no secret")
    func report() throws {
        let file = TemporaryFile("\n\npepper = hunter2\n")
        let settings = try settings(
            flags: ["listen": "there"], environment: ["MUSTER_DATABASE_URL": "db"], file: file.path)
        let report = try settings.report(known)
        #expect(report.map(\.name) == ["listen", "database-url", "pepper"])
        #expect(report.map(\.value) == ["there", "db", "(hidden)"])
        #expect(
            report.map { $0.origin?.description } == [
                "flag --listen", "environment MUSTER_DATABASE_URL", "file \(file.path):3",
            ])
        #expect(report.first?.summary == "Where to listen.")
        let empty = try Settings(known: known).report(known)
        #expect(empty.map(\.value) == ["here", nil, nil])
        #expect(empty.map { $0.origin?.description } == ["default", nil, nil])
    }
}
