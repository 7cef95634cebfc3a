internal import CMicrohttpd
import Glibc

/// A socket that listens, with the port that it got.
///
/// The server makes it itself so that a port in use is an error with a name; the library says only that it failed.
struct ListeningSocket {
    /// How many connections may wait to be accepted; the kernel lowers it to `somaxconn`.
    private static let backlog: Int32 = 4_096
    /// What the kernel takes of an answer at once, half of what it then keeps: an answer of megabytes would hold the loop
    /// for as long as it takes to copy it.
    private static let sentBytes: Int32 = 128 * 1024

    let descriptor: Int32
    let port: UInt16
    /// Whether the supervisor has it too, so that what connects later is served by the next process.
    let isInherited: Bool

    /// Takes over a socket that listens already.
    init(_ inherited: InheritedSocket) {
        descriptor = inherited.descriptor
        port = inherited.port
        isInherited = true
        Self.setOptions(of: descriptor)
    }

    /// Binds and listens.
    ///
    /// - Parameter address: A numeric IPv4 or IPv6 address.
    init(address: String, port: UInt16) throws(ServerError) {
        let failure = { (code: ServerError.Code, number: Int32) in
            let place = address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
            return ServerError(code: code, address: "\(place):\(port)", systemError: number)
        }
        guard let name = SocketName(address: address, port: port) else { throw failure(.addressNotAvailable, 0) }
        let descriptor = socket(
            name.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw failure(.systemFailure, errno) }
        Self.setOptions(of: descriptor)
        guard name.bind(descriptor) == 0, listen(descriptor, Self.backlog) == 0,
            let port = SocketName(boundTo: descriptor)?.port
        else {
            let number = errno
            Glibc.close(descriptor)
            throw failure(Self.code(for: number), number)
        }
        self.descriptor = descriptor
        self.port = port
        isInherited = false
    }

    /// Stops listening; for a socket that no daemon took over.
    func close() {
        Glibc.close(descriptor)
    }

    /// Accepted connections inherit them. TCP_NODELAY: an answer is written at once, so waiting for more only delays it.
    private static func setOptions(of descriptor: Int32) {
        var on: Int32 = 1
        var bytes = sentBytes
        let size = socklen_t(MemoryLayout<Int32>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
    }

    private static func code(for number: Int32) -> ServerError.Code {
        switch number {
        case EADDRINUSE: .addressInUse
        case EADDRNOTAVAIL: .addressNotAvailable
        case EACCES: .notPermitted
        default: .systemFailure
        }
    }
}
