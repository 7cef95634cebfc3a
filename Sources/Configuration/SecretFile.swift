/// A file that holds one secret and nothing else.
public enum SecretFile {
    /// The secret: the file's text, without the one line end that editors and `echo` put there.
    static func read(_ path: String, for setting: String, from origin: SettingOrigin) throws(ConfigurationError)
        -> String
    {
        let file = try file(path, for: setting, from: origin)
        guard isKept(ownerID: file.ownerID, permissions: file.permissions) else {
            throw ConfigurationError(
                .insecurePermissions, setting: setting, at: origin,
                "\(setting) is wrong: others can read or change its file \(path); "
                    + "make it readable for its owner only, as with chmod 600."
            )
        }
        return withoutLineEnd(file.text)
    }

    private static func withoutLineEnd(_ text: String) -> String {
        // To Swift, CR LF is one character, not an LF after a CR.
        text.last == "\n" || text.last == "\r\n" ? String(text.dropLast()) : text
    }

    /// Whether only those who should can read or change a file: its owner, or a group that root has chosen.
    static func isKept(ownerID: UInt32, permissions: UInt32) -> Bool {
        let ofOthers = permissions & 0o077
        return ofOthers == 0 || (ofOthers == 0o040 && ownerID == 0)
    }

    private static func file(
        _ path: String, for setting: String, from origin: SettingOrigin
    ) throws(ConfigurationError) -> TextFile {
        do throws(TextFile.Failure) {
            return try TextFile(path: path)
        } catch {
            throw ConfigurationError(
                .unreadable, setting: setting, at: origin, "\(setting) is wrong: its file \(path) \(error.complaint).")
        }
    }
}
