extension JSON {
    /// The value as JSON text in UTF-8: compact, or indented for people.
    ///
    /// - Parameter pretty: Whether to put every member and element on a line of its own, indented by two spaces.
    public func serialized(pretty: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        if pretty {
            writeIndented(into: &output, level: 0)
        } else {
            write(into: &output)
        }
        return output
    }

    /// Appends the value as compact JSON text in UTF-8.
    ///
    /// A decimal is written with the fewest digits that read back as the same number. JSON has no infinity and no NaN:
    /// those are written as `null`.
    public func write(into output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): Self.writeInteger(value, into: &output)
        case .decimal(let value): Self.writeDecimal(value, into: &output)
        case .string(let value): Self.writeString(value, into: &output)
        case .array(let elements): Self.writeArray(elements, into: &output)
        case .object(let object): Self.writeObject(object, into: &output)
        }
    }

    /// Appends a string with its quotes. Only what must be escaped is: `"`, `\` and the control characters.
    public static func writeString(_ string: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        if string.utf8.contains(where: mustEscape) {
            for byte in string.utf8 { writeEscaping(byte, into: &output) }
        } else {
            output.append(contentsOf: string.utf8)
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func writeEscaping(_ byte: UInt8, into output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): output.append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\\"): output.append(contentsOf: #"\\"#.utf8)
        case UInt8(ascii: "\n"): output.append(contentsOf: #"\n"#.utf8)
        case UInt8(ascii: "\r"): output.append(contentsOf: #"\r"#.utf8)
        case UInt8(ascii: "\t"): output.append(contentsOf: #"\t"#.utf8)
        case 0..<0x20:
            output.append(contentsOf: (byte < 0x10 ? #"\u000"# : #"\u00"#).utf8)
            output.append(contentsOf: String(byte, radix: 16).utf8)
        default: output.append(byte)
        }
    }

    private static func writeInteger(_ value: Int64, into output: inout [UInt8]) {
        output.append(contentsOf: value.description.utf8)
    }

    private static func writeDecimal(_ value: Double, into output: inout [UInt8]) {
        output.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    }

    private static func writeArray(_ elements: [JSON], into output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            element.write(into: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func writeObject(_ object: Object, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in object.members {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            writeString(name, into: &output)
            output.append(UInt8(ascii: ":"))
            value.write(into: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}
