/// The networks that are not the public Internet, after IANA's registries of special-purpose addresses (RFC 6890).
enum SpecialNetworks {
    private static let version4: [(network: Network, purpose: String)] = [
        (four(0, 0, 0, 0, 8), "unspecified"),
        (four(10, 0, 0, 0, 8), "private"),
        (four(100, 64, 0, 0, 10), "shared by a provider"),
        (four(127, 0, 0, 0, 8), "loopback"),
        (four(169, 254, 0, 0, 16), "link-local"),
        (four(172, 16, 0, 0, 12), "private"),
        (four(192, 0, 0, 0, 24), "reserved"),
        (four(192, 0, 2, 0, 24), "documentation"),
        (four(192, 88, 99, 0, 24), "reserved"),
        (four(192, 168, 0, 0, 16), "private"),
        (four(198, 18, 0, 0, 15), "benchmarking"),
        (four(198, 51, 100, 0, 24), "documentation"),
        (four(203, 0, 113, 0, 24), "documentation"),
        (four(224, 0, 0, 0, 4), "multicast"),
        (Network(.version4(.max), 32), "broadcast"),
        (four(240, 0, 0, 0, 4), "reserved"),
    ]

    private static let version6: [(network: Network, purpose: String)] = [
        (Network(.version6(0), 128), "unspecified"),
        (Network(.version6(1), 128), "loopback"),
        (six(0x2001, 0x0000, 23), "reserved"),
        (six(0x2001, 0x0DB8, 32), "documentation"),
        (six(0x3FFF, 0x0000, 20), "documentation"),
        (six(0xFC00, 0x0000, 7), "private"),
        (six(0xFE80, 0x0000, 10), "link-local"),
        (six(0xFEC0, 0x0000, 10), "private"),
        (six(0xFF00, 0x0000, 8), "multicast"),
    ]

    /// All that has been given out as public IPv6 addresses (RFC 4291 section 2.4).
    private static let publicVersion6 = six(0x2000, 0x0000, 3)

    /// What an address is reserved for; nil if it is public.
    static func purpose(of address: IPAddress) -> String? {
        switch address {
        case .version4: return version4.first { $0.network.contains(address) }?.purpose
        case .version6:
            if let special = version6.first(where: { $0.network.contains(address) }) { return special.purpose }
            return publicVersion6.contains(address) ? nil : "reserved"
        }
    }

    private static func four(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ prefixLength: Int) -> Network {
        Network(.version4(a << 24 | b << 16 | c << 8 | d), prefixLength)
    }

    private static func six(_ first: UInt128, _ second: UInt128, _ prefixLength: Int) -> Network {
        Network(.version6(first << 112 | second << 96), prefixLength)
    }
}
