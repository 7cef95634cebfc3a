internal import Configuration

/// One call of a command: what it was given, and where it may speak.
struct Invocation: Sendable {
    /// The command line.
    let line: ParsedCommandLine
    /// The settings in force.
    let settings: Settings
    /// Where progress goes.
    let terminal: Terminal
    /// The variables that look like settings and are none.
    var strayVariables: [StrayVariable] = []

    /// The value of a parameter that is required or has a default.
    ///
    /// - Throws: where it is neither, and was not given; the parser has refused such a command line before.
    func value<Value>(_ parameter: Parameter<Value>) throws(UsageError) -> Value {
        guard let value = valueIfGiven(parameter) else {
            throw UsageError(command: line.words, message: "\(parameter.name) is missing: \(parameter.expectation).")
        }
        return value
    }

    /// The value of a parameter, or its default, or nil.
    func valueIfGiven<Value>(_ parameter: Parameter<Value>) -> Value? {
        line.values[parameter.name].flatMap(parameter.parser.parse) ?? parameter.defaultValue
    }

    /// Refuses values that are right each by itself and wrong together.
    func refuse(_ message: String) -> UsageError { UsageError(command: line.words, message: message) }

    /// Whether a switch is on.
    func isOn(_ toggle: Switch) -> Bool { line.switches.contains(toggle) }
}
