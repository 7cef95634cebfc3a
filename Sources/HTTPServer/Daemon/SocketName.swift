// The library's header brings the types of sockets; without it they are not to be seen here.
internal import CMicrohttpd
import Glibc

/// An IPv4 or IPv6 address with a port, as the kernel wants it.
struct SocketName {
    private var storage: sockaddr_storage
    private let length: socklen_t

    /// The address family, `AF_INET` or `AF_INET6`.
    var family: Int32 { Int32(storage.ss_family) }

    /// Reads a numeric address; `nil` for anything else.
    init?(address: String, port: UInt16) {
        if let name = Self.version4(address, port) {
            self = name
        } else if let name = Self.version6(address, port) {
            self = name
        } else {
            return nil
        }
    }

    /// Asks the kernel where a socket is bound.
    init?(boundTo descriptor: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = bytes.baseAddress else { return Int32(-1) }
            return unsafe getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard result == 0 else { return nil }
        self.storage = storage
        self.length = length
    }

    private init<Name>(_ name: Name) {
        var storage = sockaddr_storage()
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in unsafe bytes.storeBytes(of: name, as: Name.self) }
        self.storage = storage
        length = socklen_t(MemoryLayout<Name>.size)
    }

    /// The port.
    var port: UInt16 {
        unsafe withUnsafeBytes(of: storage) { bytes in
            // Both families keep the port in the same place, after the two bytes of the family.
            unsafe UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// Binds a socket to the address; the result and `errno` are the system call's.
    func bind(_ descriptor: Int32) -> Int32 {
        unsafe withUnsafeBytes(of: storage) { bytes in
            guard let base = bytes.baseAddress else { return -1 }
            return unsafe Glibc.bind(descriptor, base.assumingMemoryBound(to: sockaddr.self), length)
        }
    }

    private static func version4(_ address: String, _ port: UInt16) -> SocketName? {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        return unsafe inet_pton(AF_INET, address, &name.sin_addr) == 1 ? SocketName(name) : nil
    }

    private static func version6(_ address: String, _ port: UInt16) -> SocketName? {
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = port.bigEndian
        return unsafe inet_pton(AF_INET6, address, &name.sin6_addr) == 1 ? SocketName(name) : nil
    }
}
