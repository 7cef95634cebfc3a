/// What a setting is set to and where that came from, to be shown to people.
public struct SettingReport: Hashable, Sendable {
    /// What stands in place of a secret.
    public static let hidden = "(hidden)"

    /// The setting's name.
    public let name: String

    /// One sentence on what it does.
    public let summary: String

    /// The value as it was given, `(hidden)` if it is a secret, nil if the setting is not set.
    public let value: String?

    /// Where the value came from; nil if the setting is not set. For a secret in a file, where the file was named.
    public let origin: SettingOrigin?
}
