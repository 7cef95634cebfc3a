extension JSON {
    /// Reads a JSON text (RFC 8259), strictly.
    ///
    /// Refused, beside what breaks the limits: a member name twice in one object, U+0000 anywhere, invalid UTF-8, half
    /// a surrogate pair, numbers that do not fit, and anything after the value. The order of members is kept.
    ///
    /// - Parameters:
    ///   - bytes: The text, in UTF-8.
    ///   - limits: What is refused before parsing starts.
    /// - Throws: `JSON.ParsingError`, with the place where reading stopped.
    public init(parsing bytes: [UInt8], limits: Limits = .standard) throws(ParsingError) {
        try self.init(parsing: bytes.span, limits: limits)
    }

    /// Reads a JSON text (RFC 8259), strictly. See ``init(parsing:limits:)-([UInt8],_)``.
    ///
    /// - Throws: `JSON.ParsingError`, with the place where reading stopped.
    public init(parsing text: String, limits: Limits = .standard) throws(ParsingError) {
        try self.init(parsing: text.utf8.span, limits: limits)
    }

    /// Reads a JSON text (RFC 8259) that somebody else owns, strictly. See ``init(parsing:limits:)-([UInt8],_)``.
    ///
    /// - Throws: `JSON.ParsingError`, with the place where reading stopped.
    public init(parsing bytes: Span<UInt8>, limits: Limits = .standard) throws(ParsingError) {
        try LimitScan.check(bytes, limits: limits)
        self = try ParsedText(bytes).value
    }
}
