internal import Glibc

/// A numeric Internet address.
public enum IPAddress: Hashable, Sendable {
    case version4(UInt32)
    case version6(UInt128)

    /// Reads the usual forms: four decimal numbers, or RFC 4291 section 2.2. Nil for anything else, zones included.
    public init?(parsing text: String) {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self = .version4(UInt32(bigEndian: four.s_addr))
        } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
            self = unsafe .version6(withUnsafeBytes(of: &six) { unsafe Self.number($0) })
        } else {
            return nil
        }
    }

    /// The address in a socket address; nil for other families than IPv4 and IPv6, and for less than a whole one.
    public init?(socketAddress bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= MemoryLayout<sa_family_t>.size else { return nil }
        switch unsafe Int32(bytes.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET where bytes.count >= MemoryLayout<sockaddr_in>.size:
            let name = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
            self = .version4(UInt32(bigEndian: name.sin_addr.s_addr))
        case AF_INET6 where bytes.count >= MemoryLayout<sockaddr_in6>.size:
            var name = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
            self = unsafe .version6(withUnsafeBytes(of: &name.sin6_addr) { unsafe Self.number($0) })
        default: return nil
        }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt128 {
        unsafe bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The number of bits: 32 or 128.
    var bitCount: Int {
        switch self {
        case .version4: 32
        case .version6: 128
        }
    }

    /// The address as a number.
    var number: UInt128 {
        switch self {
        case .version4(let number): UInt128(number)
        case .version6(let number): number
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual form, for IPv6 the one of RFC 5952.
    public var description: String {
        var bytes = (0..<bitCount / 8).map { UInt8(truncatingIfNeeded: number >> (bitCount - 8 - 8 * $0)) }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bitCount == 32 ? AF_INET : AF_INET6
        guard unsafe inet_ntop(family, &bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
