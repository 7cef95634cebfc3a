internal import Glibc

/// A listening socket whose queue is full and that nobody accepts from: to whoever connects it is as silent as a machine
/// without power.
public final class FullQueue {
    /// Where it listens, at 127.0.0.1.
    public let port: UInt16
    private var descriptors: [Int32]

    /// Fills a queue of its own.
    public init() throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptors = [listening]
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var waiting: [Int32] = []
        let isFull = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            guard let name = unsafe bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                unsafe bind(listening, name, length) == 0, listen(listening, 0) == 0,
                unsafe getsockname(listening, name, &length) == 0
            else { return false }
            for _ in 0..<16 {
                let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
                waiting.append(descriptor)
                unsafe connect(descriptor, name, length)
            }
            return true
        }
        descriptors += waiting
        port = UInt16(bigEndian: name.sin_port)
        guard isFull else { throw NoQueue() }
    }

    private struct NoQueue: Error {}

    deinit { for descriptor in descriptors { close(descriptor) } }
}
