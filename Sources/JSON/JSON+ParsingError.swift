extension JSON {
    /// Why a text was not taken as JSON, and where.
    ///
    /// It holds nothing of the text itself, so it can be logged and sent back.
    public struct ParsingError: Error, Hashable, Sendable {
        /// What is wrong.
        public enum Code: String, Hashable, Sendable {
            /// The text has more bytes than allowed.
            case tooLarge
            /// Arrays and objects are nested deeper than allowed.
            case tooDeep
            /// There are more values than allowed.
            case tooManyValues
            /// An object has two members of one name.
            case duplicateMember
            /// A string or a member name contains U+0000, which PostgreSQL's text cannot hold.
            case nulCharacter
            /// An integer does not fit into 64 bits, or a decimal is too large for a double. (One too small is zero.)
            case numberOutOfRange
            /// More combining marks follow one another than allowed.
            case tooManyNonStarters
            /// The text is not JSON (RFC 8259), or not UTF-8.
            case malformed
        }

        /// What is wrong.
        public let code: Code

        /// The line where reading stopped, counted from 1.
        public let line: Int

        /// The column where reading stopped, in characters counted from 1.
        public let column: Int
    }
}

extension JSON.ParsingError: CustomStringConvertible, CustomDebugStringConvertible {
    /// What is wrong and where, without anything of the text.
    public var description: String {
        "The JSON text \(complaint) (line \(line), column \(column))."
    }

    /// The code and the place.
    public var debugDescription: String {
        "JSON.ParsingError(code: \(code.rawValue), line: \(line), column: \(column))"
    }

    private var complaint: String {
        switch code {
        case .tooLarge: "is too large"
        case .tooDeep: "is nested too deeply"
        case .tooManyValues: "has too many values"
        case .duplicateMember: "names a member of an object twice"
        case .nulCharacter: "contains the character U+0000"
        case .numberOutOfRange: "contains a number that is out of range"
        case .tooManyNonStarters:
            "has more than \(StreamSafeText.maximumNonStarters) combining marks in a row"
        case .malformed: "is malformed"
        }
    }
}

extension JSON.ParsingError {
    /// An error at a byte of the text, whose line and column are worked out only now that they are needed.
    init(_ code: Code, at offset: Int, of text: Span<UInt8>) {
        var line = 1
        var column = 1
        for index in 0..<min(max(offset, 0), text.count) {
            let byte = text[index]
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if !Self.continuesCharacter(byte) {
                column += 1
            }
        }
        self.init(code: code, line: line, column: column)
    }

    private static func continuesCharacter(_ byte: UInt8) -> Bool {
        byte & 0b1100_0000 == 0b1000_0000
    }
}
