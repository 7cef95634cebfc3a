public import JSON

/// Which part of a result a client wants (RFC 7644 section 3.4.2.4).
public struct Page: Sendable, Hashable {
    /// The number of the first resource, counted from 1.
    public let startIndex: Int
    /// How many resources at most: 0 for only their number, never more than ``Limits/maximumPage``.
    public let count: Int
    /// How many the client asked for; nil where it left that to the server, and so has to look how many came.
    public let askedCount: Int?

    /// A page; what the RFC gives a meaning to outside the range is clamped, nil takes the default.
    public init(startIndex: Int? = nil, count: Int? = nil) {
        self.startIndex = max(1, startIndex ?? 1)
        self.count = min(max(0, count ?? Limits.defaultPage), Limits.maximumPage)
        askedCount = count.map { max(0, $0) }
    }

    /// How many resources stand before the page.
    public var offset: Int { startIndex - 1 }

    /// Reads the parameters of a query.
    ///
    /// - Throws: A 400 `invalidValue` for text that is no whole number.
    public init(startIndex: String?, count: String?) throws(SCIMError) {
        self.init(
            startIndex: try Self.number(startIndex.map(JSON.string), named: "startIndex"),
            count: try Self.number(count.map(JSON.string), named: "count"))
    }

    /// Reads the members of a search request.
    ///
    /// - Throws: A 400 `invalidValue` for a value that is no whole number.
    public init(startIndex: JSON?, count: JSON?) throws(SCIMError) {
        self.init(
            startIndex: try Self.number(startIndex, named: "startIndex"),
            count: try Self.number(count, named: "count"))
    }

    private static func number(_ value: JSON?, named name: String) throws(SCIMError) -> Int? {
        switch value {
        case nil, .null: return nil
        case .integer(let number): return Int(clamping: number)
        case .decimal(let number): if let number = Int(exactly: number) { return number }
        case .string(let text): if let number = clamped(text) { return number }
        default: break
        }
        throw .badRequest(.invalidValue, "\(name) must be a whole number.")
    }

    /// The number that decimal digits stand for, or the nearest that fits.
    private static func clamped(_ text: String) -> Int? {
        if let number = Int(text) { return number }
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.utf8.first == UInt8(ascii: "+") || isNegative ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return isNegative ? .min : .max
    }
}
