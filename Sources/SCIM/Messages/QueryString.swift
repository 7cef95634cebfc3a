internal import JSON

/// The parameters of a query string, decoded.
public struct QueryString: Sendable {
    private var parameters: [(name: String, value: String)] = []

    /// Decodes what follows the `?` of a request target; `+` and `%20` are both a space.
    ///
    /// - Throws: A 400 `invalidSyntax` for a broken escape, for U+0000, for what is no UTF-8 after decoding and past
    ///   ``Limits/queryBytes`` or ``Limits/queryParameters``.
    public init(parsing text: String) throws(SCIMError) {
        guard text.utf8.count <= Limits.queryBytes else {
            throw .badRequest(
                .invalidSyntax, "The query may have \(Limits.queryBytes) bytes. Search with POST instead.")
        }
        let pairs = text.utf8.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Limits.queryParameters else {
            throw .badRequest(.invalidSyntax, "The query may have \(Limits.queryParameters) parameters.")
        }
        for pair in pairs {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count == 2 ? try Self.decoded(halves[1]) : ""
            parameters.append((try Self.decoded(halves[0]).foldedName, value))
        }
    }

    /// The value of a parameter whose name matches in any case, nil when it is not there.
    ///
    /// The case does not matter because a `Filter` that went unseen would widen the result.
    ///
    /// - Throws: A 400 `invalidSyntax` when it is there twice.
    public func value(of name: String) throws(SCIMError) -> String? {
        let name = name.foldedName
        let values = parameters.filter { $0.name == name }
        guard values.count <= 1 else { throw .givenTwice("The query parameter \(name)") }
        return values.first?.value
    }

    private static func decoded(_ bytes: Substring.UTF8View) throws(SCIMError) -> String {
        var output: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): output.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"): output.append(try escapedByte(&rest))
            default: output.append(byte)
            }
        }
        guard !output.contains(0), let text = String(validating: output, as: UTF8.self) else { throw malformed }
        guard StreamSafeText.holds(text) else { throw tooManyMarks }
        return text
    }

    private static func escapedByte(_ rest: inout Substring.UTF8View) throws(SCIMError) -> UInt8 {
        guard let high = rest.popFirst().flatMap(hexadecimalValue), let low = rest.popFirst().flatMap(hexadecimalValue)
        else { throw malformed }
        return high << 4 | low
    }

    private static func hexadecimalValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    private static let tooManyMarks = SCIMError.badRequest(
        .invalidValue, "The query has more than \(StreamSafeText.maximumNonStarters) combining marks in a row.")
    private static let malformed = SCIMError.badRequest(
        .invalidSyntax, "The query is malformed. Percent-encode it as UTF-8, without the character U+0000.")
}
