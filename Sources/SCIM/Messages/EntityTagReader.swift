/// Reads entity tags (RFC 9110 section 8.8.3), byte by byte.
struct EntityTagReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    /// Whether everything was read.
    var isAtEnd: Bool { rest.isEmpty }

    /// A list of tags separated by commas with white space around them; nil if it is not one.
    mutating func readList() -> [EntityTag]? {
        var tags: [EntityTag] = []
        _ = skipSeparators()
        while !isAtEnd {
            guard let tag = readTag() else { return nil }
            tags.append(tag)
            let isSeparated = skipSeparators()
            guard isSeparated || isAtEnd else { return nil }
        }
        return tags.isEmpty ? nil : tags
    }

    /// One tag.
    mutating func readTag() -> EntityTag? {
        let isWeak = take("W/")
        guard take("\"") else { return nil }
        let opaque = rest.prefix { $0 != UInt8(ascii: "\"") }
        guard opaque.allSatisfy({ $0 == 0x21 || (0x23...0x7E).contains($0) || $0 >= 0x80 }) else { return nil }
        rest = rest.dropFirst(opaque.count)
        guard take("\"") else { return nil }
        return EntityTag(opaque: String(Substring(opaque)), isWeak: isWeak)
    }

    /// Passes over commas and white space. Returns whether there was a comma; lists may hold empty elements.
    private mutating func skipSeparators() -> Bool {
        let separators = rest.prefix { [UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "\t")].contains($0) }
        rest = rest.dropFirst(separators.count)
        return separators.contains(UInt8(ascii: ","))
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let expected = text.description.utf8
        guard rest.starts(with: expected) else { return false }
        rest = rest.dropFirst(expected.count)
        return true
    }
}
