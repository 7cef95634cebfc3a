internal import Time

/// One line of the log as bytes, its line end included.
struct LogLine {
    /// The longest text of one value, in bytes. What is longer is cut: a log line is no place for a document.
    static let maximumTextBytes = 2_048

    private(set) var bytes: [UInt8] = []

    init(level: Logger.Level, label: String, message: StaticString, metadata: Logger.Metadata) {
        bytes.reserveCapacity(256)
        bytes.append(UInt8(ascii: "{"))
        writeName("time")
        writeNow()
        writeMember("level", text: level.rawValue)
        writeMember("label", text: label)
        writeMember("message", text: message.description)
        for (name, value) in metadata.members where !Self.ownNames.contains(name) {
            bytes.append(UInt8(ascii: ","))
            writeName(name)
            writeValue(value)
        }
        bytes.append(contentsOf: "}\n".utf8)
    }

    /// Metadata cannot stand in for these: a line that names a member twice could be read in two ways.
    private static let ownNames: [String] = ["time", "level", "label", "message"]

    private mutating func writeNow() {
        bytes.append(UInt8(ascii: "\""))
        RFC3339.append(UnixTime.now, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeMember(_ name: String, text: String) {
        bytes.append(UInt8(ascii: ","))
        writeName(name)
        writeText(text)
    }

    private mutating func writeName(_ name: String) {
        writeText(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func writeValue(_ value: Logger.Value) {
        switch value {
        case .string(let text): writeText(text)
        case .integer(let number): bytes.append(contentsOf: number.description.utf8)
        case .double(let number): bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .redacted: writeText("(redacted)")
        }
    }

    private mutating func writeText(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.count <= Self.maximumTextBytes {
            // Hardly any text has a byte to escape.
            if text.utf8.contains(where: Self.mustEscape) {
                for byte in text.utf8 { writeEscaping(byte) }
            } else {
                bytes.append(contentsOf: text.utf8)
            }
        } else {
            for byte in Self.cut(text) { writeEscaping(byte) }
            bytes.append(contentsOf: "…".utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func writeEscaping(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20, 0x7F:
            bytes.append(contentsOf: (byte < 0x10 ? #"\u000"# : #"\u00"#).utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        default:
            bytes.append(byte)
        }
    }

    /// The beginning of a text that is too long, cut between two characters of Unicode.
    private static func cut(_ text: String) -> Substring.UTF8View {
        var end = text.utf8.index(text.startIndex, offsetBy: maximumTextBytes)
        while text.utf8[end] & 0b1100_0000 == 0b1000_0000 { end = text.utf8.index(before: end) }
        return text.utf8[..<end]
    }
}
