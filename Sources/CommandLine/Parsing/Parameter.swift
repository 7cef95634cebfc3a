internal import Configuration

/// A value that a command takes, as an option or by its position.
struct Parameter<Value: Sendable>: AnyParameter {
    let name: String
    let placeholder: String
    let summary: String
    let isRequired: Bool
    /// What holds if nobody says anything.
    let defaultValue: Value?
    /// What a right value is.
    let parser: SettingParser<Value>
    var isSubject = false
    var isSecret = false

    /// A value that the command cannot do without.
    init(required name: String, _ placeholder: String, summary: String, _ parser: SettingParser<Value>) {
        self.name = name
        self.placeholder = placeholder
        self.summary = summary
        self.parser = parser
        isRequired = true
        defaultValue = nil
    }

    /// A value that may be left out.
    init(
        optional name: String, _ placeholder: String, summary: String, _ parser: SettingParser<Value>,
        default defaultValue: Value? = nil
    ) {
        self.name = name
        self.placeholder = placeholder
        self.summary = summary
        self.parser = parser
        self.defaultValue = defaultValue
        isRequired = false
    }

    var defaultText: String? { defaultValue.map(parser.write) }
    var expectation: String { parser.expectation }
    var choices: [String] { parser.choices }

    func accepts(_ text: String) -> Bool { parser.parse(text) != nil }

    /// The same, as what the command is about.
    var asSubject: Parameter {
        var subject = self
        subject.isSubject = true
        return subject
    }

    /// The same, as what may be a secret.
    var asSecret: Parameter {
        var secret = self
        secret.isSecret = true
        return secret
    }
}
