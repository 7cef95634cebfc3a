/// How the name of a setting is written in each of the places where it can be given.
enum SettingName {
    /// The longest name, in bytes.
    static let maximumBytes = 64

    static func isValid(_ name: String) -> Bool {
        guard name.utf8.count <= maximumBytes else { return false }
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty && word.utf8.allSatisfy { isLowerCaseLetter($0) || isDigit($0) }
        }
    }

    static func flag(_ name: String) -> String { "--\(name)" }

    static func environment(_ name: String) -> String {
        let upper = name.utf8.map { byte in
            if byte == UInt8(ascii: "-") { return UInt8(ascii: "_") }
            return isLowerCaseLetter(byte) ? byte - 0x20 : byte
        }
        return "MUSTER_" + String(decoding: upper, as: UTF8.self)
    }

    /// The name of the setting that says in which file a secret is.
    static func ofFile(for name: String) -> String { name + "-file" }

    private static func isLowerCaseLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
