public import Observability

/// What a right value of a setting is, and how it is read and written.
public struct SettingParser<Value: Sendable>: Sendable {
    /// What a right value looks like, for people, with an example. It completes "… is not".
    public let expectation: String

    /// The words that are right, where there are only some.
    public let choices: [String]

    /// Reads a value; nil if it is not a right one.
    public let parse: @Sendable (String) -> Value?

    /// Writes a value as somebody would give it.
    public let write: @Sendable (Value) -> String

    /// A parser.
    ///
    /// - Parameters:
    ///   - expectation: What a right value looks like, for people, with an example. It completes "… is not".
    ///   - choices: The words that are right, where there are only some.
    ///   - parse: Reads a value; nil if it is not a right one.
    ///   - write: Writes a value as somebody would give it.
    public init(
        expectation: String, choices: [String] = [], parse: @escaping @Sendable (String) -> Value?,
        write: @escaping @Sendable (Value) -> String = { String(describing: $0) }
    ) {
        self.expectation = expectation
        self.choices = choices
        self.parse = parse
        self.write = write
    }
}

extension SettingParser where Value == String {
    /// Any text but an empty one.
    ///
    /// - Parameter example: What it looks like, for people: `a PostgreSQL address such as postgresql://…`.
    public static func text(_ expectation: String = "a text that is not empty") -> SettingParser {
        SettingParser(expectation: expectation, parse: { $0.isEmpty ? nil : $0 })
    }

    /// The path of a file or a folder, of at most 4,095 bytes.
    public static var path: SettingParser {
        SettingParser(
            expectation: "a path such as /etc/muster/muster.conf",
            parse: { (1...4_095).contains($0.utf8.count) && !$0.utf8.contains(0) ? $0 : nil })
    }
}

extension SettingParser where Value == Int {
    /// A whole number within bounds, in decimal digits.
    public static func integer(_ bounds: ClosedRange<Int>) -> SettingParser {
        SettingParser(
            expectation: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
            parse: { text in Int(text).flatMap { bounds.contains($0) ? $0 : nil } })
    }
}

extension SettingParser where Value == Bool {
    /// `true` or `false`.
    public static var boolean: SettingParser {
        SettingParser(expectation: "true or false", parse: { Bool($0) })
    }
}

extension SettingParser where Value == SocketAddress {
    /// An address and a port to listen on.
    public static var socketAddress: SettingParser {
        SettingParser(
            expectation: "an IP address and a port such as 127.0.0.1:8080 or [::1]:8080",
            parse: SocketAddress.init(parsing:))
    }
}

extension SettingParser where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of a few words.
    public static var choice: SettingParser {
        let words = Value.allCases.map(\.rawValue)
        return SettingParser(
            expectation: "one of \(words.joined(separator: ", "))", choices: words, parse: Value.init(rawValue:),
            write: \.rawValue)
    }
}

extension SettingParser where Value == Logger.Level {
    /// How much is logged.
    public static var logLevel: SettingParser { .choice }
}
