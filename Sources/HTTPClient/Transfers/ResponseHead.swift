/// The header fields of a response, as they come in, line by line.
struct ResponseHead {
    /// All bytes so far, also those of interim responses.
    private(set) var byteCount = 0
    /// The fields of the latest response.
    private(set) var headers: [(name: String, value: String)] = []
    /// Whether the empty line at the end of the latest head was there; a connection can break off before.
    private(set) var isComplete = false

    /// Takes a line: a status line, a field, or the empty line at the end.
    mutating func append(_ line: UnsafeRawBufferPointer) {
        byteCount += line.count
        let text = unsafe String(decoding: line, as: UTF8.self)
        // What came before belongs to an interim response (RFC 9110 section 15.2).
        if text.utf8.starts(with: "HTTP/".utf8) {
            headers = []
            isComplete = false
        } else if text.utf8.allSatisfy(Self.isSpace) {
            isComplete = true
        } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), !Self.isSpace(text.utf8.first) {
            headers.append((String(text[..<colon]), Self.trimmed(text.utf8[text.utf8.index(after: colon)...])))
        }
    }

    private static func trimmed(_ value: Substring.UTF8View) -> String {
        let start = value.drop(while: isSpace)
        let count = start.reversed().drop(while: isSpace).count
        return String(decoding: start.prefix(count), as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8?) -> Bool {
        byte.map { [0x20, 0x09, 0x0D, 0x0A].contains($0) } ?? false
    }
}
