/// A value as it stands in a filter, before the attribute says of which type it is.
struct FilterValue {
    /// The text, without quotes and escapes.
    let text: String
    /// Whether it stood in quotes.
    let isQuoted: Bool

    /// Reads the value that comes next.
    init(reading scanner: inout FilterScanner) throws(SCIMError) {
        isQuoted = scanner.next == UInt8(ascii: "\"")
        guard !isQuoted else {
            text = try scanner.readQuoted()
            return
        }
        let start = scanner.offset
        text = scanner.readBareWord()
        guard Self.isPlain(text) else {
            throw scanner.unexpected("a value: a text in double quotes, a number, true, false or null", at: start)
        }
    }

    /// Whether it is the keyword `null`.
    var isNull: Bool { !isQuoted && text.foldedName == "null" }

    /// The value as the type of an attribute, or nil when it cannot be one.
    func literal(as kind: Attribute.Kind) -> Condition.Literal? {
        switch kind {
        case .binary: .text(key: Base64Text.key(text), exact: Base64Text.key(text))
        case .string, .reference: .text(key: Normalization.key(text), exact: text)
        case .boolean: boolean
        case .integer, .decimal: number
        case .dateTime: DateTime(parsing: text).map(Condition.Literal.instant)
        case .complex: nil
        }
    }

    private var boolean: Condition.Literal? {
        switch text.foldedName {
        case "true": .boolean(true)
        case "false": .boolean(false)
        default: nil
        }
    }

    private var number: Condition.Literal? {
        // `Double` also reads hexadecimal digits and the names of infinity, which are no numbers in JSON.
        guard text.utf8.allSatisfy({ "+-.0123456789Ee".utf8.contains($0) }) else { return nil }
        if let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else { return nil }
        return .decimal(number)
    }

    /// Whether a word may stand without quotes: one that cannot be taken for a part of the grammar.
    private static func isPlain(_ word: String) -> Bool {
        guard !word.isEmpty, !["and", "or", "not"].contains(word.foldedName) else { return false }
        return word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII ? isPlainASCII(scalar) : scalar.properties.isAlphabetic || scalar.isCombiningMark
        }
    }

    private static func isPlainASCII(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
            || "-._~@+:/".unicodeScalars.contains(scalar)
    }
}

extension Unicode.Scalar {
    fileprivate var isCombiningMark: Bool { properties.generalCategory == .nonspacingMark }
}
