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

    /// The name of `known` that somebody who wrote `name` most likely meant, if one is near enough.
    static func nearest(to name: String, of known: [String]) -> String? {
        let distances = known.map { (name: $0, distance: distance($0, name)) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= 2 ? best.name : nil
    }

    /// How many characters have to be put in, taken out or changed to make one name of the other (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (leftIndex, leftByte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = leftIndex + 1
            for (rightIndex, rightByte) in right.enumerated() {
                let changed = diagonal + (leftByte == rightByte ? 0 : 1)
                diagonal = row[rightIndex + 1]
                row[rightIndex + 1] = min(changed, diagonal + 1, row[rightIndex] + 1)
            }
        }
        return row[right.count]
    }

    private static func isLowerCaseLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
