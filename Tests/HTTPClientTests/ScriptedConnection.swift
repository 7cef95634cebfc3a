import Glibc

/// The server's end of a connection. Everything blocks, for 20 seconds at most.
struct ScriptedConnection {
    private let descriptor: Int32
    private let requests: Tally

    init(descriptor: Int32, requests: Tally) {
        self.descriptor = descriptor
        self.requests = requests
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    /// Reads a request; nil when there is no further one.
    func request() -> (head: String, body: [UInt8])? {
        var bytes: [UInt8] = []
        while bytes.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
            guard let part = receive(1) else { return nil }
            bytes += part
        }
        let head = String(decoding: bytes, as: UTF8.self)
        requests.add()
        let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        var body: [UInt8] = []
        while body.count < length.flatMap({ Int($0.dropFirst(16)) }) ?? 0 {
            guard let part = receive(65_536) else { return nil }
            body += part
        }
        return (head, body)
    }

    /// Sends text; false if the other end does not take it any more.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends bytes; false if the other end does not take them any more.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Answers with a body.
    @discardableResult
    func answer(_ status: String = "200 OK", headers: String = "", body: String = "") -> Bool {
        send("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Waits until the other end closes the connection.
    func waitForEnd() {
        while receive(4096) != nil {}
    }

    /// Waits for a moment, as a slow server does; false if the other end has closed the connection meanwhile.
    func pause(milliseconds: Int32) -> Bool {
        var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        return unsafe poll(&descriptors, 1, milliseconds) == 0
    }

    private func receive(_ count: Int) -> [UInt8]? {
        var part = [UInt8](repeating: 0, count: count)
        let received = unsafe part.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return received > 0 ? Array(part.prefix(received)) : nil
    }
}
