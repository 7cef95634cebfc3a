/// The configuration of a process: what flags, environment and file say, and how to read it.
public struct Settings: Sendable {
    private let flags: [String: String]
    private let environment: [String: String]
    private let file: ConfigurationFile?

    /// Takes what was given. Values are looked at when they are asked for.
    ///
    /// - Parameters:
    ///   - known: All settings of the program: what flags and file may name.
    ///   - flags: The flags that were given, by name without hyphens.
    ///   - environment: The environment. An empty variable counts as not set.
    ///   - file: The path of the configuration file. Without one, `MUSTER_CONFIG` names it, or there is none.
    /// - Throws: `ConfigurationError` if the file cannot be read or is malformed, or something names no setting.
    public init(
        known: [any AnySetting], flags: [String: String] = [:], environment: [String: String] = [:],
        file: String? = nil
    ) throws(ConfigurationError) {
        self.flags = flags
        self.environment = environment.filter { !$0.value.isEmpty }
        let path = file ?? self.environment[SettingName.environment("config")]
        if let path { self.file = try ConfigurationFile(path: path) } else { self.file = nil }
        try refuseUnknownNames(known.flatMap(\.acceptedNames))
    }

    /// The value of a setting.
    ///
    /// - Throws: `ConfigurationError` if it is not set and has no default, or if what was given is not a right value.
    public func value<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> Value {
        if let value = try valueIfSet(setting) { return value }
        throw Self.missing(setting)
    }

    /// The value of a setting, or nil if it is not set and has no default.
    ///
    /// - Throws: `ConfigurationError` if what was given is not a right value, or a secret that others can read.
    public func valueIfSet<Value>(_ setting: Setting<Value>) throws(ConfigurationError) -> Value? {
        guard let given = try given(setting) else { return setting.defaultValue }
        let text =
            given.isFileName ? try SecretFile.read(given.text, for: setting.name, from: given.origin) : given.text
        guard let value = setting.parser.parse(text) else {
            let shown = setting.isSecret ? "its value" : text.prefix(100).debugDescription
            throw ConfigurationError(
                .malformed, setting: setting.name, at: given.origin,
                "\(setting.name) is wrong: \(shown) is not \(setting.expectation).")
        }
        if !given.isFileName, case .file = given.origin, setting.holdsSecret(value) {
            try file?.refuseWhereOthersReadIt(setting.name, at: given.origin)
        }
        return value
    }

    /// What each setting is set to and where that came from. Values are shown as they were given, right or wrong.
    ///
    /// - Throws: `ConfigurationError` if a secret is given twice in one place.
    public func report(_ settings: [any AnySetting]) throws(ConfigurationError) -> [SettingReport] {
        var reports: [SettingReport] = []
        for setting in settings {
            let given = try given(setting)
            let text = given?.text ?? setting.defaultText
            reports.append(
                SettingReport(
                    name: setting.name, summary: setting.summary,
                    value: text.map { setting.isSecret ? SettingReport.hidden : $0 },
                    origin: given?.origin ?? (text == nil ? nil : .default)))
        }
        return reports
    }
}

extension Settings {
    /// What somebody gave for a setting.
    private struct Given {
        let text: String
        let origin: SettingOrigin
        /// Whether the text is the path of a file that holds the value.
        var isFileName = false
    }

    private static func missing(_ setting: any AnySetting) -> ConfigurationError {
        let (flag, variable) = (SettingName.flag(setting.name), SettingName.environment(setting.name))
        // The flag itself is not proposed for a secret: others can see the arguments of a process.
        let places =
            setting.isSecret
            ? "as \(variable) or in the configuration file, or the path of a file that holds it as \(flag)-file or "
                + "\(variable)_FILE"
            : "as \(flag), as \(variable) or in the configuration file"
        return ConfigurationError(
            .missing, setting: setting.name,
            "\(setting.name) is not set: give \(setting.expectation) \(places).")
    }

    /// The first that there is, of flag, environment and file.
    private func given(_ setting: any AnySetting) throws(ConfigurationError) -> Given? {
        for look in [givenByFlag, givenByEnvironment, givenByFile] {
            let value = look(setting.name)
            guard setting.isSecret, var path = look(SettingName.ofFile(for: setting.name)) else {
                if let value { return value }
                continue
            }
            guard value == nil else {
                throw ConfigurationError(
                    .ambiguous, setting: setting.name, at: path.origin,
                    "\(setting.name) is given both itself and by a file: leave one out.")
            }
            path.isFileName = true
            return path
        }
        return nil
    }

    private func givenByFlag(_ name: String) -> Given? {
        flags[name].map { Given(text: $0, origin: .flag(SettingName.flag(name))) }
    }

    private func givenByEnvironment(_ name: String) -> Given? {
        let variable = SettingName.environment(name)
        return environment[variable].map { Given(text: $0, origin: .environment(variable)) }
    }

    private func givenByFile(_ name: String) -> Given? {
        guard let file, let entry = file.entries[name] else { return nil }
        return Given(text: entry.value, origin: file.origin(of: entry))
    }

    /// The environment is not looked at: it belongs to others too, and nobody can say what they have put there.
    /// ``StrayVariable`` finds what is most likely a mistake there.
    private func refuseUnknownNames(_ known: [String]) throws(ConfigurationError) {
        let fromFlags = flags.keys.map { ($0, SettingOrigin.flag(SettingName.flag($0))) }
        let fromFile = file.map { file in file.entries.map { ($0.key, file.origin(of: $0.value)) } } ?? []
        // Sorted, so that of several mistakes the same one is told each time.
        for (name, origin) in (fromFlags + fromFile).sorted(by: { $0.0 < $1.0 }) where !known.contains(name) {
            let advice = NearestName.find(name, in: known).map { " Did you mean \($0)?" } ?? ""
            throw ConfigurationError(
                .unknownName, setting: name, at: origin, "There is no setting named \(name).\(advice)")
        }
    }
}

extension Settings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same, because the values may be secrets.
    public var description: String { "Settings" }

    /// Always the same, because the values may be secrets.
    public var debugDescription: String { "Settings" }

    /// A mirror that shows nothing, because the values may be secrets.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
