/// What is wrong with the configuration. Its texts show no secret.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// What kind of mistake it is.
    public enum Code: String, Hashable, Sendable {
        /// A setting that has no default is not set.
        case missing
        /// A value is not a right one.
        case malformed
        /// There is no setting of that name.
        case unknownName
        /// A setting is given twice in one place, or both itself and by file.
        case ambiguous
        /// A file cannot be read, is too large, or is not text.
        case unreadable
        /// A file cannot be made, or is there already.
        case unwritable
        /// A file with a secret can be read by others.
        case insecurePermissions
        /// A line of the configuration file is neither a setting nor a comment.
        case malformedLine
    }

    /// What kind of mistake it is.
    public let code: Code

    /// The setting's name, if the mistake is about one.
    public let setting: String?

    /// Where the mistake was made, if it is at one place.
    public let origin: SettingOrigin?

    private let explanation: String

    init(_ code: Code, setting: String? = nil, at origin: SettingOrigin? = nil, _ explanation: String) {
        self.code = code
        self.setting = setting
        self.origin = origin
        self.explanation = explanation
    }
}

extension ConfigurationError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong, where, and what would be right, for people.
    public var description: String {
        guard let origin else { return explanation }
        return "\(explanation) (\(origin))"
    }

    /// The code with all that is known.
    public var debugDescription: String {
        let place = origin?.description ?? "none"
        return
            "ConfigurationError(code: \(code.rawValue), setting: \(setting ?? "none"), origin: \(place)): \(explanation)"
    }
}
