/// What can be known of a parameter without knowing the type of its value.
protocol AnyParameter: Sendable {
    /// The name: of an option, without hyphens.
    var name: String { get }
    /// What stands for the value in help texts.
    var placeholder: String { get }
    /// One sentence on what it means.
    var summary: String { get }
    /// Whether the command cannot do without it.
    var isRequired: Bool { get }
    /// The default as somebody would write it.
    var defaultText: String? { get }
    /// What a right value looks like; completes "… is not".
    var expectation: String { get }
    /// The words that are right, where there are only some.
    var choices: [String] { get }
    /// Whether it says what the command is about, so that it may stand alone: `muster tenant show 1042`.
    var isSubject: Bool { get }
    /// Whether a wrong value may be a secret, which no message may repeat.
    var isSecret: Bool { get }

    /// Whether a text is a right value.
    func accepts(_ text: String) -> Bool
}
