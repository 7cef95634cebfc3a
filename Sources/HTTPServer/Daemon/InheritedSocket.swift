// text of this file: what is read here is the supervisor's, and nobody else's.
internal import CMicrohttpd
import Glibc

/// A listening socket that whoever started the process keeps, so that nobody is refused while one process goes and the
/// next one comes: what connects meanwhile waits in the kernel.
public struct InheritedSocket: Hashable, Sendable {
    /// What the supervisor calls it; systemd's `FileDescriptorName=`.
    public let name: String
    let descriptor: Int32
    let port: UInt16

    /// Checks that a descriptor is a TCP socket that listens, and keeps it from the programs that this one starts.
    ///
    /// - Throws: ``ServerError`` with ``ServerError/Code/unusableDescriptor``.
    init(_ descriptor: Int32, name: String) throws(ServerError) {
        guard Self.option(SO_ACCEPTCONN, of: descriptor) == 1,
            Self.option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue),
            let bound = SocketName(boundTo: descriptor), [AF_INET, AF_INET6].contains(bound.family),
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0
        else {
            throw ServerError(code: .unusableDescriptor, address: "descriptor \(descriptor)", systemError: errno)
        }
        self.name = name
        self.descriptor = descriptor
        port = bound.port
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }
}

extension InheritedSocket {
    /// The first descriptor that a supervisor hands over (`sd_listen_fds(3)`).
    private static let firstDescriptor: Int32 = 3
    /// More than anybody hands over; past it the variable is taken for a mistake.
    private static let mostDescriptors: Int32 = 64

    /// Takes what the supervisor has handed over as systemd does: `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES`.
    ///
    /// The variables are removed, so that they mean nothing to the programs that this one starts. To be called while
    /// the process has no other thread that reads its environment.
    ///
    /// - Parameter roles: What sockets are needed for. Each is for the role that it is named for; the only one may have
    ///   any other name, and is for the first role then.
    /// - Returns: The sockets by role; none unless something was handed over to this very process.
    /// - Throws: ``ServerError`` if one is no listening TCP socket, or if nobody would serve on it.
    public static func claim(as roles: [String]) throws(ServerError) -> [String: InheritedSocket] {
        let values = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"].map { takeVariable($0) }
        return try assign(
            try read(process: values[0], count: values[1], names: values[2], first: firstDescriptor), to: roles)
    }

    private static func takeVariable(_ name: String) -> String? {
        defer { unsafe unsetenv(name) }
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Reads the values of the three variables.
    static func read(process: String?, count: String?, names: String?, first: Int32) throws(ServerError)
        -> [InheritedSocket]
    {
        guard let process, let count, Int32(process) == getpid() else { return [] }
        guard let count = Int32(count), (0...mostDescriptors).contains(count) else {
            throw ServerError(code: .unusableDescriptor, address: "what LISTEN_FDS counts", systemError: 0)
        }
        let names = names?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        var sockets: [InheritedSocket] = []
        for number in 0..<count {
            let name = Int(number) < names.count ? String(names[Int(number)]) : "unknown"
            sockets.append(try InheritedSocket(first + number, name: name))
        }
        return sockets
    }

    /// Finds out which socket is for what.
    static func assign(_ sockets: [InheritedSocket], to roles: [String]) throws(ServerError)
        -> [String: InheritedSocket]
    {
        var assigned: [String: InheritedSocket] = [:]
        for socket in sockets {
            let role = roles.contains(socket.name) || sockets.count > 1 ? socket.name : roles.first
            guard let role, roles.contains(role), assigned[role] == nil else {
                // Whoever connected there would wait for nobody.
                throw ServerError(
                    code: .unexpectedDescriptor, address: "descriptor \(socket.descriptor)", systemError: 0)
            }
            assigned[role] = socket
        }
        return assigned
    }
}
