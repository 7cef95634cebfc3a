public import HTTPClient
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
        let hops = request.headers.all("X-Forwarded-For").joined(separator: ",").split(separator: ",")
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
    private static func address(in hop: Substring) -> IPAddress? {
        var text = hop.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if text.first == "[" {
            text = text.dropFirst().prefix { $0 != "]" }
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        return IPAddress(parsing: String(text)).map { address in
            if case .version6(let number) = address { IPAddress(mapped: number) } else { address }
        }
    }
}

extension IPAddress {
    /// An address from its number of 128 bits, an IPv4-mapped one as the IPv4 address that it stands for.
    fileprivate init(mapped number: UInt128) {
        self = number >> 32 == 0xFFFF ? .version4(UInt32(truncatingIfNeeded: number)) : .version6(number)
    }
}
