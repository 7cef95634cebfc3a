internal import Addresses

/// The addresses that one stranger has: one of IPv4, a whole `/64` of IPv6, which is what a single line gets.
struct AddressRange: Hashable {
    private let number: UInt128

    init(_ address: IPAddress) {
        switch address {
        // Below every IPv6 network that is in use.
        case .version4(let bits): number = UInt128(bits)
        case .version6(let bits): number = (bits >> 64) << 64
        }
    }
}
