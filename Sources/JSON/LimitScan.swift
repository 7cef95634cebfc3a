/// Counts depth and values of a text in one cheap pass, before any memory is spent on parsing it.
///
/// It does not judge the grammar. For a text that is JSON its counts are exact; for any other text it only has to end.
struct LimitScan {
    private enum Token { case none, scalar, string, escape }

    private let limits: JSON.Limits
    private var token = Token.none
    private var depth = 0
    private var values = 0
    private var containers = 0

    /// A string has ended, and the next byte tells whether it was a value or the name of a member.
    private var hasUndecidedString = false

    /// The last thing was the beginning of an array or object: if it ends now, it is empty.
    private var hasJustOpened = false

    private init(limits: JSON.Limits) {
        self.limits = limits
    }

    /// Throws if the text breaks one of the limits.
    static func check(_ text: Span<UInt8>, limits: JSON.Limits) throws(JSON.ParsingError) {
        guard text.count <= limits.maximumBytes else {
            throw JSON.ParsingError(.tooLarge, at: limits.maximumBytes, of: text)
        }
        var scan = LimitScan(limits: limits)
        for index in 0..<text.count {
            scan.take(text[index])
            if let code = scan.broken { throw JSON.ParsingError(code, at: index, of: text) }
        }
        scan.decideString(wasName: false)
        if let code = scan.broken { throw JSON.ParsingError(code, at: text.count, of: text) }
        guard limits.maximumNonStarters < .max else { return }
        if let place = MarkScan.excess(in: text, maximum: limits.maximumNonStarters) {
            throw JSON.ParsingError(.tooManyNonStarters, at: place, of: text)
        }
    }

    private var broken: JSON.ParsingError.Code? {
        if depth > limits.maximumDepth { return .tooDeep }
        if values > limits.maximumValues || containers > limits.maximumContainers { return .tooManyValues }
        return nil
    }

    private mutating func take(_ byte: UInt8) {
        switch token {
        case .none, .scalar: takeOutsideString(byte)
        case .string: takeInString(byte)
        case .escape: token = .string
        }
    }

    private mutating func takeInString(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\\"):
            token = .escape
        case UInt8(ascii: "\""):
            token = .none
            hasUndecidedString = true
        default:
            break
        }
    }

    private mutating func takeOutsideString(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
            token = .none
        case UInt8(ascii: ":"):
            decideString(wasName: true)
        case UInt8(ascii: ","):
            decideString(wasName: false)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            decideString(wasName: false)
            hasJustOpened = true
            containers += 1
            depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            decideString(wasName: false)
            if hasJustOpened { values += 1 }
            hasJustOpened = false
            depth -= 1
        case UInt8(ascii: "\""):
            decideString(wasName: false)
            hasJustOpened = false
            token = .string
        default:
            takeScalar()
        }
    }

    private mutating func takeScalar() {
        guard token == .none else { return }
        decideString(wasName: false)
        hasJustOpened = false
        values += 1
        token = .scalar
    }

    private mutating func decideString(wasName: Bool) {
        if hasUndecidedString, !wasName { values += 1 }
        hasUndecidedString = false
        token = .none
    }
}
