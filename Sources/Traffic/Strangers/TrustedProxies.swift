public import Addresses
internal import HTTPServer

/// The proxies whose word counts for where a request came from.
public struct TrustedProxies: Sendable {
    /// The most addresses of a header that are looked at.
    static let maximumHops = 32

    private let networks: [Network]

    /// Trusts proxies in these networks; none, unless somebody says so.
    public init(_ networks: [Network] = []) {
        self.networks = networks
    }

    /// The address that a request came from: the peer, or where that is a trusted proxy, the last address of
    /// `X-Forwarded-For` that is not a trusted proxy itself.
    ///
    /// What stands before that one anybody can have written. Where it is no address at all, the last trusted proxy
    /// answers for it.
    func client(of request: Request) -> IPAddress {
        var address = IPAddress(mapped: request.peer.number)
        guard isTrusted(address) else { return address }
        let hops = request.headers.all("X-Forwarded-For").flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
        for hop in hops.suffix(Self.maximumHops).reversed() {
            guard let next = Self.address(in: hop) else { return address }
            address = next
            guard isTrusted(address) else { return address }
        }
        return address
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// Reads `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` and `[2001:db8::1]:4711`.
    private static func address(in hop: Substring.UTF8View) -> IPAddress? {
        var text = hop.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        guard text.count <= longestHop else { return nil }
        let colon = UInt8(ascii: ":")
        if text.first == UInt8(ascii: "[") {
            text = text.dropFirst().prefix { $0 != UInt8(ascii: "]") }
        } else if text.count(where: { $0 == colon }) == 1 {
            text = text.prefix { $0 != colon }
        }
        return IPAddress(parsing: String(Substring(text))).map { address in
            if case .version6(let number) = address { IPAddress(mapped: number) } else { address }
        }
    }

    /// Brackets, an IPv6 address with an IPv4 one at its end, and a port.
    private static let longestHop = 64

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

extension IPAddress {
    /// An address from its number of 128 bits, an IPv4-mapped one as the IPv4 address that it stands for.
    fileprivate init(mapped number: UInt128) {
        self = number >> 32 == 0xFFFF ? .version4(UInt32(truncatingIfNeeded: number)) : .version6(number)
    }
}
