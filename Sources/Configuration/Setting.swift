/// One thing that can be configured: its name, its meaning and what a right value is.
///
/// A setting named `database-url` is given by the flag `--database-url`, by the environment as `MUSTER_DATABASE_URL`, by
/// a line `database-url = …` of the configuration file, or by its default; the first of these that is there counts.
/// A secret one can also be given by a file that holds it, named by `database-url-file` in each of these ways.
public struct Setting<Value: Sendable>: AnySetting {
    /// The name, in kebab-case.
    public let name: String

    /// One sentence for people on what it does.
    public let summary: String

    /// Whether its value must never be shown.
    public let isSecret: Bool

    /// Whether a value of it is one that only its owner may read; of a setting that is not secret none is.
    let holdsSecret: @Sendable (Value) -> Bool

    /// What a right value looks like, for people.
    public let expectation: String

    /// What holds if nobody says anything; nil if somebody has to.
    public let defaultValue: Value?

    /// How it is read and written.
    public let parser: SettingParser<Value>

    /// A setting.
    ///
    /// - Parameters:
    ///   - name: In kebab-case.
    ///   - summary: One sentence for people on what it does.
    ///   - parser: What a right value is.
    ///   - defaultValue: What holds if nobody says anything; nil if somebody has to.
    ///   - isSecret: Whether its value must never be shown.
    ///   - holdsSecret: Of a secret setting, whether a value must not stand where others can read it; every one, unless
    ///     this says otherwise.
    /// - Precondition: The name is kebab-case: lower-case letters and digits, joined by single hyphens, in
    ///   at most 64 bytes.
    public init(
        _ name: String, summary: String, _ parser: SettingParser<Value>, default defaultValue: Value? = nil,
        isSecret: Bool = false, holdsSecret: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) {
        precondition(SettingName.isValid(name), "a setting is named in kebab-case")
        self.name = name
        self.summary = summary
        self.isSecret = isSecret
        self.holdsSecret = { isSecret && holdsSecret($0) }
        self.expectation = parser.expectation
        self.defaultValue = defaultValue
        self.parser = parser
    }

    /// The default as somebody would write it, if there is one.
    public var defaultText: String? { defaultValue.map(parser.write) }
}
