/// A host name in the form in which it is stored and matched: lower case, no port, no trailing dot.
public struct Hostname: Sendable, Hashable {
    /// The most bytes a host name may have (RFC 1035 section 2.3.4, without the root label).
    public static let maximumBytes = 253
    /// The most bytes one label may have.
    public static let maximumLabelBytes = 63

    /// The name.
    public let text: String

    /// Reads a host name or the value of a Host header, strictly (RFC 9110 section 7.2, RFC 5890 section 2.3.1).
    ///
    /// Accepts upper case, one trailing dot and a port; refuses everything that is no name of letters, digits and
    /// hyphens: user info, percent signs, empty labels, underscores, addresses, anything outside ASCII.
    ///
    /// - Returns: nil for what is refused.
    public init?(parsing header: String) {
        guard header.utf8.count <= Self.maximumBytes + ":65535".utf8.count + 1 else { return nil }
        var name = header.utf8[...]
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
            guard Self.isPort(name[name.index(after: colon)...]) else { return nil }
            name = name[..<colon]
        }
        if name.last == UInt8(ascii: ".") { name.removeLast() }
        guard name.count <= Self.maximumBytes, Self.areLabels(name) else { return nil }
        text = String(decoding: name.map(Self.lowercased), as: UTF8.self)
    }

    /// A name that comes from the database or from a parsed part.
    init(stored text: String) {
        self.text = text
    }

    private static func isPort(_ digits: Substring.UTF8View) -> Bool {
        1...5 ~= digits.count && digits.allSatisfy(isDigit)
            && digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 65_535
    }

    private static func areLabels(_ name: Substring.UTF8View) -> Bool {
        var lastIsNumber = false
        for label in name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard 1...maximumLabelBytes ~= label.count, label.allSatisfy(isLetterDigitHyphen),
                label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-")
            else { return false }
            lastIsNumber = label.allSatisfy(isDigit)
        }
        // A name whose last label is a number is an address in disguise.
        return !lastIsNumber
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func isLetterDigitHyphen(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 && byte < 0x80 && byte & 0x40 != 0
            || isDigit(byte) || byte == UInt8(ascii: "-")
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
