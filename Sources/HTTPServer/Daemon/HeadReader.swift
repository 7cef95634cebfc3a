/// Checks the head of a request more strictly than the library does.
///
/// The library splits the head in place: it writes NUL over colons and line ends and hands out pointers. It accepts
/// bare line feeds, folded lines, NUL in values and white space before colons. All of those show in the distances
/// between the pointers, because between two fields there must lie exactly one CRLF, and between a name and its value
/// one colon and white space. Whatever does not fit was not well-formed, or not read where it was written.
@safe struct HeadReader {
    /// The fields read so far.
    private(set) var headers = Headers()
    /// The first thing found wrong.
    private(set) var fault: String?
    private var next: UnsafePointer<CChar>

    private(set) var hosts = 0
    private(set) var contentLengths = 0
    private(set) var transferEncodings = 0
    /// Whether white space stands behind a value that says where the body ends: the library does not take it off.
    private(set) var hasTrailingSpaceInFraming = false

    /// Starts after a request line.
    ///
    /// - Parameter firstName: Where the first field's name, or the empty line, must start.
    init(firstName: UnsafePointer<CChar>) {
        unsafe next = firstName
    }

    /// Takes one field.
    mutating func read(name: UnsafeBufferPointer<CChar>, value: UnsafeBufferPointer<CChar>) {
        guard fault == nil, let nameStart = name.baseAddress, let valueStart = value.baseAddress else { return }
        guard unsafe nameStart == next, unsafe Self.isColon(from: nameStart + name.count, to: valueStart) else {
            return refuse("A header field is not on a line of its own.")
        }
        unsafe next = valueStart + value.count + Self.lineEnd
        let name = UnsafeRawBufferPointer(name)
        var value = UnsafeRawBufferPointer(value)
        guard unsafe !name.isEmpty, unsafe name.allSatisfy(HeaderGrammar.isTokenByte) else {
            return refuse("A header field's name has a character that is not allowed.")
        }
        guard unsafe value.allSatisfy(HeaderGrammar.isValueByte) else {
            return refuse("A header field's value has a control character.")
        }
        let length = value.count
        while let last = unsafe value.last, HeaderGrammar.isWhiteSpace(last) {
            unsafe value = UnsafeRawBufferPointer(rebasing: value.dropLast())
        }
        unsafe append(
            String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self),
            isTrimmed: value.count < length)
    }

    /// Compares the end of the head with where the last field ended.
    ///
    /// - Parameter end: The first byte after the empty line.
    mutating func finish(at end: UnsafePointer<CChar>) {
        guard fault == nil, unsafe next + Self.lineEnd != end else { return }
        refuse("A header field is not on a line of its own.")
    }

    private static let lineEnd = 2

    /// One byte for the colon, then nothing but white space.
    private static func isColon(from start: UnsafePointer<CChar>, to end: UnsafePointer<CChar>) -> Bool {
        guard unsafe end > start else { return false }
        return unsafe UnsafeRawBufferPointer(start: start + 1, count: end - start - 1)
            .allSatisfy(HeaderGrammar.isWhiteSpace)
    }

    private mutating func append(_ name: String, _ value: String, isTrimmed: Bool) {
        headers.append(name, value)
        switch name.utf8.count {
        case 4 where Headers.isSame(name, "Host"): hosts += 1
        case 14 where Headers.isSame(name, "Content-Length"):
            contentLengths += 1
            hasTrailingSpaceInFraming = hasTrailingSpaceInFraming || isTrimmed
        case 17 where Headers.isSame(name, "Transfer-Encoding"):
            transferEncodings += 1
            hasTrailingSpaceInFraming = hasTrailingSpaceInFraming || isTrimmed
        default: break
        }
    }

    private mutating func refuse(_ sentence: String) {
        fault = sentence
    }
}
