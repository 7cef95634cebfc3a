/// The configuration file: lines `name = value`, empty lines, and lines that begin with `#`.
///
/// Everything after the first `=` is the value, without the white space around it. A `#` inside a line is part of the
/// value, as addresses and passwords may have one.
struct ConfigurationFile {
    struct Entry {
        let value: String
        let line: Int
    }

    let path: String
    private(set) var entries: [String: Entry] = [:]
    /// Whether only those who should can read or change it.
    private let isKept: Bool

    init(path: String) throws(ConfigurationError) {
        self.path = path
        let file = try Self.file(at: path)
        isKept = SecretFile.isKept(ownerID: file.ownerID, permissions: file.permissions)
        // By scalars, as Swift takes CR LF, and `=` with an accent after it, for one character each.
        let lines = file.text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() { try take(Self.trimmed(line), number: index + 1) }
    }

    /// Where an entry stands.
    func origin(of entry: Entry) -> SettingOrigin { .file(path: path, line: entry.line) }

    /// Refuses a secret that stands in the file, where others can read or change it.
    func refuseWhereOthersReadIt(_ setting: String, at origin: SettingOrigin) throws(ConfigurationError) {
        guard !isKept else { return }
        throw ConfigurationError(
            .insecurePermissions, setting: setting, at: origin,
            "\(setting) is wrong: it is a secret, and others can read or change the configuration file; make that "
                + "readable for its owner only, as with chmod 600, or give \(SettingName.ofFile(for: setting)).")
    }

    private static func file(at path: String) throws(ConfigurationError) -> TextFile {
        do throws(TextFile.Failure) {
            return try TextFile(path: path)
        } catch {
            throw ConfigurationError(.unreadable, "The configuration file \(path) \(error.complaint).")
        }
    }

    private mutating func take(_ line: Substring.UnicodeScalarView, number: Int) throws(ConfigurationError) {
        guard let first = line.first, first != "#" else { return }
        let origin = SettingOrigin.file(path: path, line: number)
        // The line is not shown: it may be a secret whose name is missing.
        guard let equals = line.firstIndex(of: "=") else {
            throw ConfigurationError(
                .malformedLine, at: origin, "A line is a setting, as in name = value, or a # comment.")
        }
        let name = String(Self.trimmed(line[..<equals]))
        guard SettingName.isValid(name) else {
            throw ConfigurationError(.malformedLine, at: origin, "What stands before = is not the name of a setting.")
        }
        if let earlier = entries[name] {
            throw ConfigurationError(
                .ambiguous, setting: name, at: origin, "\(name) is set twice, first on line \(earlier.line).")
        }
        entries[name] = Entry(value: String(Self.trimmed(line[line.index(after: equals)...])), line: number)
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let front = text.drop(while: isSpace)
        guard let last = front.lastIndex(where: { !isSpace($0) }) else { return front.prefix(0) }
        return front[...last]
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\r"
    }
}
