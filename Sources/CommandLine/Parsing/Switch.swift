/// Something that is on when it is named, and takes no value.
struct Switch: Sendable, Hashable {
    /// The name, without hyphens.
    let name: String
    /// One sentence on what it does.
    let summary: String

    /// A switch.
    init(_ name: String, summary: String) {
        self.name = name
        self.summary = summary
    }
}

extension Switch {
    /// Answers for programs.
    static let json = Switch("json", summary: "Answer in JSON on standard output, errors too.")
    /// Explains instead of doing.
    static let help = Switch("help", summary: "Explain the command instead of running it; also -h.")
    /// Tells the version instead of doing.
    static let version = Switch("version", summary: "Tell the version instead of doing anything.")

    /// What every command knows.
    static let global = [json, help, version]
}
