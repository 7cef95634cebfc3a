/// Reads the words of a filter or a path, byte by byte.
struct FilterScanner {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The byte that comes next; nil at the end.
    var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Whether everything was read.
    var isAtEnd: Bool { offset == bytes.count }

    /// Goes past white space.
    mutating func skipSpace() {
        while next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { offset += 1 }
    }

    /// Goes past that byte if it comes next.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        offset += 1
        return true
    }

    /// Reads an attribute path, an operator or a keyword; empty when none comes next.
    mutating func readName() -> String {
        read(while: Self.isNameByte)
    }

    /// Reads a value that stands without quotes, up to white space, a quote or a bracket; empty when none comes next.
    mutating func readBareWord() -> String {
        read { !Self.endsBareWord($0) }
    }

    /// The content of a JSON string that comes next, with its escapes resolved.
    mutating func readQuoted() throws(SCIMError) -> String {
        let start = offset
        var reader = QuotedTextReader(bytes: bytes, offset: offset)
        guard let text = reader.read() else {
            throw unexpected("a text in double quotes, with \\\" and \\\\ inside it escaped", at: start)
        }
        offset = reader.offset
        return text
    }

    /// The error that something else should stand here, or there.
    func unexpected(_ expectation: String, at place: Int? = nil) -> SCIMError {
        .badRequest(.invalidFilter, "Expected \(expectation) at character \(position(of: place ?? offset)).")
    }

    /// Counts characters, from 1: what a person sees.
    func position(of offset: Int) -> Int {
        bytes[..<offset].count { $0 & 0b1100_0000 != 0b1000_0000 } + 1
    }

    private mutating func read(while belongs: (UInt8) -> Bool) -> String {
        let start = offset
        while let byte = next, belongs(byte) { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: false
        }
    }

    private static func endsBareWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\""): true
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        default: false
        }
    }
}
