/// What can be known of a setting without knowing the type of its value.
public protocol AnySetting: Sendable {
    /// The name, in kebab-case.
    var name: String { get }

    /// One sentence for people on what it does.
    var summary: String { get }

    /// Whether its value must never be shown.
    var isSecret: Bool { get }

    /// What a right value looks like, for people: `a duration such as 500ms, 30s, 15m, 12h or 180d`.
    var expectation: String { get }

    /// The default as somebody would write it, if there is one.
    var defaultText: String? { get }
}

extension AnySetting {
    /// The names under which flags and the configuration file can give it; for a secret, the second names a file.
    public var acceptedNames: [String] {
        isSecret ? [name, SettingName.ofFile(for: name)] : [name]
    }

    /// The variables of the environment that can give it, in the order of ``acceptedNames``.
    public var environmentVariables: [String] { acceptedNames.map(SettingName.environment) }
}
