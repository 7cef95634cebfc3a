/// The text is no network, or no whole one.
public struct InvalidNetwork: Error, Hashable {}

/// A range of addresses with a common prefix.
public struct Network: Hashable, Sendable {
    private let address: IPAddress
    private let prefixLength: Int

    /// Reads an address and a prefix length (RFC 4632 section 3.1), or an address alone.
    ///
    /// - Throws: ``InvalidNetwork``, also if a bit is set after the prefix: `10.1.2.3/8` could have been meant as one
    ///   address or as sixteen million.
    public init(parsing text: String) throws(InvalidNetwork) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = IPAddress(parsing: parts[0]) else { throw InvalidNetwork() }
        let length = parts.count == 1 ? address.bitCount : Self.length(parts[1], of: address)
        guard let length, address.number == address.number & Self.mask(length, of: address.bitCount) else {
            throw InvalidNetwork()
        }
        self.address = address
        prefixLength = length
    }

    /// A network that the program itself names.
    init(_ address: IPAddress, _ prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    /// Whether the address is in the range; an IPv4 address is never in an IPv6 network, nor the other way round.
    public func contains(_ other: IPAddress) -> Bool {
        address.bitCount == other.bitCount
            && other.number & Self.mask(prefixLength, of: address.bitCount) == address.number
    }

    private static func length(_ text: String, of address: IPAddress) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 3,
            text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return Int(text).flatMap { $0 <= address.bitCount ? $0 : nil }
    }

    private static func mask(_ length: Int, of bitCount: Int) -> UInt128 {
        let all = bitCount == 128 ? UInt128.max : (1 << 32) - 1
        // A smart shift by the whole width gives 0, which is the mask of a prefix of no bits.
        return all & (all << UInt128(bitCount - length))
    }
}

extension Network: CustomStringConvertible {
    /// Such as `10.0.0.0/8`.
    public var description: String { "\(address)/\(prefixLength)" }
}
