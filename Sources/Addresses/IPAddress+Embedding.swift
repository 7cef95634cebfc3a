extension IPAddress {
    /// The IPv4 address that an IPv6 address stands for, where packets to it end there or at a translator for it.
    ///
    /// IPv4-mapped and -compatible (RFC 4291 section 2.5.5), translated (RFC 2765), NAT64 with the well-known prefix
    /// (RFC 6052), and 6to4 (RFC 3056). Not NAT64 with a local prefix (RFC 8215): how long that prefix is, and so where
    /// the IPv4 address stands, only the network knows. Such addresses are no public ones, whatever they embed.
    var embedded: IPAddress? {
        guard case .version6(let number) = self else { return nil }
        let low = UInt32(truncatingIfNeeded: number)
        switch number >> 32 {
        case 0xFFFF, 0xFFFF_0000, 0x0064_FF9B << 64: return .version4(low)
        // The unspecified address and the loopback address stand for themselves.
        case 0 where low > 1: return .version4(low)
        default: break
        }
        if number >> 112 == 0x2002 { return .version4(UInt32(truncatingIfNeeded: number >> 80)) }
        return nil
    }
}
