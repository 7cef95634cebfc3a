extension PeerAddress {
    /// The address without the port as a number of 128 bits; an IPv4 address in its IPv4-mapped form.
    public var number: UInt128 { UInt128(high) << 64 | UInt128(low) }
}
