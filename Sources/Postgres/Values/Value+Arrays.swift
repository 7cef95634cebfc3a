public import FoundationEssentials

extension Value {
    /// A `text[]`.
    public static func textArray(_ texts: [String]) -> Value {
        var literal: [UInt8] = [UInt8(ascii: "{")]
        for (index, text) in texts.enumerated() {
            if index > 0 { literal.append(UInt8(ascii: ",")) }
            literal.appendQuotedElement(text)
        }
        literal.append(UInt8(ascii: "}"))
        return .json(bytes: literal)
    }

    /// A `uuid[]`.
    public static func uuidArray(_ uuids: [UUID]) -> Value {
        .text("{" + uuids.map(\.postgresText).joined(separator: ",") + "}")
    }

    /// An array of whole numbers, such as `bigint[]`.
    public static func integerArray(_ integers: [Int64]) -> Value {
        .text("{" + integers.map { String($0) }.joined(separator: ",") + "}")
    }
}

extension [UInt8] {
    /// Appends one element of an array literal; quoted always, so that `NULL`, commas and spaces are only text.
    fileprivate mutating func appendQuotedElement(_ text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { append(UInt8(ascii: "\\")) }
            append(byte)
        }
        append(UInt8(ascii: "\""))
    }
}
