internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import Platform

extension Command {
    private static let secret = Parameter<String>(
        required: "secret", "-", summary: "Reads the secret from the first line of standard input.",
        SettingParser(
            expectation: "-, and the secret on standard input", parse: { $0 == "-" ? $0 : nil })
    ).asSecret

    /// The command that says whether a secret counts, and never shows it.
    static func check(_ thing: String, article: String, as kinds: Set<IssuedSecret.Kind>) -> Command {
        Command(
            "check", summary: "Says whether \(article) counts at this moment, and if not, why",
            discussion: """
                The answer is the one that the operator's product gets. Exits with 0 whatever it is. The secret comes on \
                standard input, since others can see the arguments of a process. Needs the setting pepper-file.
                """,
            examples: ["muster \(thing) check --tenant 1042 -"],
            Action(positionals: [secret], options: [Parameter.tenant]) { invocation in
                _ = try invocation.settings.value(PlatformSettings.pepper)
                let text = try text(invocation)
                return try await invocation.administer { administrator in
                    let check = try await administrator.check(text, as: kinds, of: try invocation.value(.tenant))
                    return .one(check.json)
                }
            })
    }

    private static func text(_ invocation: Invocation) throws(UsageError) -> String {
        guard let line = invocation.terminal.readLine() else {
            throw invocation.refuse("There is no secret on standard input.")
        }
        return line
    }
}
