/// Finds where a JSON text has too many combining marks in a row, written as they are or as escapes, before anything is
/// parsed.
///
/// It does not judge the grammar, nor the encoding: whatever is no character ends a run.
struct MarkScan {
    private var run: StreamSafeText
    private var index = 0

    /// The place of the first mark that is one too many; nil if there is none.
    static func excess(in text: Span<UInt8>, maximum: Int) -> Int? {
        var scan = MarkScan(run: StreamSafeText(maximum: maximum))
        while scan.index < text.count {
            let place = scan.index
            guard let scalar = scan.next(in: text) else {
                scan.run.interrupt()
                continue
            }
            guard scan.run.takes(scalar) else { return place }
        }
        return nil
    }

    /// Passes over a character, an escape or one byte of something else.
    private mutating func next(in text: Span<UInt8>) -> Unicode.Scalar? {
        let byte = text[index]
        switch byte {
        case UInt8(ascii: "\\"): return escape(in: text)
        case 0..<0x80: index += 1
        case 0xC2..<0xE0: return character(of: 2, byte & 0x1F, in: text)
        case 0xE0..<0xF0: return character(of: 3, byte & 0x0F, in: text)
        case 0xF0..<0xF5: return character(of: 4, byte & 0x07, in: text)
        default: index += 1
        }
        return nil
    }

    private mutating func character(of count: Int, _ lead: UInt8, in text: Span<UInt8>) -> Unicode.Scalar? {
        var value = UInt32(lead)
        let start = index
        index += 1
        for next in start + 1..<start + count {
            guard next < text.count, text[next] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(text[next] & 0x3F)
            index += 1
        }
        return Unicode.Scalar(value)
    }

    private mutating func escape(in text: Span<UInt8>) -> Unicode.Scalar? {
        guard let unit = codeUnit(in: text, at: index) else {
            index += 2
            return nil
        }
        index += 6
        guard 0xD800..<0xDC00 ~= unit, let second = codeUnit(in: text, at: index), 0xDC00..<0xE000 ~= second else {
            return Unicode.Scalar(unit)
        }
        index += 6
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
    }

    /// The number in `\u0301`; nil if something else is there.
    private func codeUnit(in text: Span<UInt8>, at start: Int) -> UInt32? {
        guard start + 6 <= text.count, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var value: UInt32 = 0
        for place in start + 2..<start + 6 {
            guard let digit = Self.digit(text[place]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
