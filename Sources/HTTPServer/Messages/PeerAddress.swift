internal import CMicrohttpd
import Glibc

/// The address at the other end of a connection: the proxy in front, or a client that came straight here.
///
/// It is personal data as soon as it is a person's: it belongs in no log.
public struct PeerAddress: Hashable, Sendable {
    /// Eight bytes each; an IPv4 address is kept in its IPv4-mapped form, `::ffff:a.b.c.d`.
    let high: UInt64
    let low: UInt64

    /// The port at the other end.
    public let port: UInt16

    /// Makes an address of the bytes of an IPv6 or IPv4-mapped address, in network order.
    init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// The address as text without the port: `192.0.2.1` or `2001:db8::1`.
    public var address: String {
        isIPv4 ? dottedDecimal : colonHexadecimal
    }

    private var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    private var dottedDecimal: String {
        [24, 16, 8, 0].map { String(low >> UInt64($0) & 0xff) }.joined(separator: ".")
    }

    private var colonHexadecimal: String {
        var binary = in6_addr()
        unsafe withUnsafeMutableBytes(of: &binary) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            guard let start = text.baseAddress,
                unsafe inet_ntop(AF_INET6, &binary, start, socklen_t(INET6_ADDRSTRLEN)) != nil
            else { return "::" }
            return unsafe String(cString: start)
        }
    }
}

extension PeerAddress {
    /// Where tests and tools say a request came from when there was no connection: `127.0.0.1`, port 0.
    public static let loopback = PeerAddress(high: 0, low: 0xffff_7f00_0001, port: 0)

    /// Reads what the kernel said about a peer; anything but IPv4 and IPv6 becomes `::`.
    init(_ address: UnsafePointer<sockaddr>?) {
        guard let address = unsafe address else {
            self = PeerAddress(high: 0, low: 0, port: 0)
            return
        }
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET:
            unsafe self.init(address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { unsafe $0.pointee })
        case AF_INET6:
            unsafe self.init(address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { unsafe $0.pointee })
        default: self = PeerAddress(high: 0, low: 0, port: 0)
        }
    }

    private init(_ address: sockaddr_in) {
        let low = 0xffff_0000_0000 | UInt64(UInt32(bigEndian: address.sin_addr.s_addr))
        self.init(high: 0, low: low, port: UInt16(bigEndian: address.sin_port))
    }

    private init(_ address: sockaddr_in6) {
        let (high, low) = unsafe withUnsafeBytes(of: address.sin6_addr) { bytes in
            unsafe (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(
            high: UInt64(bigEndian: high), low: UInt64(bigEndian: low), port: UInt16(bigEndian: address.sin6_port))
    }
}
