import Glibc
import Synchronization

/// A server that does to each connection what a test says, on a thread of its own, however badly servers can behave.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (ScriptedConnection) -> Void

    let port: UInt16
    /// Connections that were opened.
    let opened = Tally()
    /// Requests whose head was read.
    let requests = Tally()
    /// Connections whose script has ended.
    let closed = Tally()

    private let descriptor: Int32

    init(address: UInt32 = 0x7F00_0001, backlog: Int32 = 64, script: @escaping Script) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = address.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            guard let name = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress else { return false }
            return unsafe bind(descriptor, name, length) == 0 && listen(descriptor, backlog) == 0
                && getsockname(descriptor, name, &length) == 0
        }
        guard isListening else { throw SystemFailure(number: errno) }
        self.descriptor = descriptor
        port = UInt16(bigEndian: name.sin_port)
        let (opened, requests, closed) = (opened, requests, closed)
        ServerThread.start {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                opened.add()
                ServerThread.start {
                    script(ScriptedConnection(descriptor: connection, requests: requests))
                    close(connection)
                    closed.add()
                }
            }
            close(descriptor)
        }
    }

    // Ends the accepting thread, which closes the descriptor.
    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// A URL of this server.
    func url(_ path: String = "/", host: String = "127.0.0.1", scheme: String = "http") -> String {
        "\(scheme)://\(host):\(port)\(path)"
    }
}

struct SystemFailure: Error {
    let number: Int32
}
