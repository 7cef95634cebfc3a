import Glibc
import Synchronization

/// One connection to a server under test, used byte by byte. It closes when nobody holds it any more.
public final class HTTPTestConnection: Sendable {
    /// How long a test waits for anything.
    private static let patience = 20

    private let descriptor: Int32
    private let received = Mutex<[UInt8]>([])

    /// Connects.
    ///
    /// - Parameter address: A numeric IPv4 or IPv6 address.
    /// - Throws: ``HTTPTestError/cannotConnect(_:)``.
    public static func open(port: UInt16, address: String = "127.0.0.1") async throws -> HTTPTestConnection {
        try await HTTPTestThread.run { HTTPTestConnection(descriptor: try connect(port: port, address: address)) }
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Sends bytes.
    ///
    /// - Throws: ``HTTPTestError/broken(_:)`` if the server has closed the connection.
    public func write(_ bytes: [UInt8]) async throws {
        try await HTTPTestThread.run { try self.writeBlocking(bytes) }
    }

    /// Sends text.
    public func write(_ text: String) async throws { try await write(Array(text.utf8)) }

    /// Ends the sending direction.
    public func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Waits for the next response.
    public func response(isHead: Bool = false) async throws -> HTTPTestResponse {
        try await HTTPTestThread.run { try self.responseBlocking(isHead: isHead) }
    }

    /// Waits for the next line that is there, for what comes before a response; the line's end is taken too.
    public func line() async throws -> String {
        try await HTTPTestThread.run {
            while true {
                let line = self.received.withLock { bytes -> String? in
                    guard let end = bytes.firstRange(of: Array("\r\n".utf8)) else { return nil }
                    defer { bytes.removeFirst(end.upperBound) }
                    return String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                }
                if let line { return line }
                guard try self.receive() else { throw HTTPTestError.closed(self.received.withLock { $0 }) }
            }
        }
    }

    /// Everything that comes until the server closes the connection.
    public func rest() async throws -> [UInt8] {
        try await HTTPTestThread.run {
            while try self.receive() {}
            return self.received.withLock { bytes in
                defer { bytes = [] }
                return bytes
            }
        }
    }

    /// Reads so many bytes and forgets them.
    ///
    /// - Throws: ``HTTPTestError/closed(_:)`` if the connection ends before.
    public func skip(_ count: Int) async throws {
        try await HTTPTestThread.run {
            while self.received.withLock({ $0.count < count }) {
                guard try self.receive() else { throw HTTPTestError.closed([]) }
            }
            self.received.withLock { $0.removeFirst(count) }
        }
    }

    func writeBlocking(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe send(
                    descriptor, all.baseAddress.map { unsafe $0 + sent }, all.count - sent, Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { throw HTTPTestError.broken(errno) }
            sent += count
        }
    }

    func responseBlocking(isHead: Bool) throws -> HTTPTestResponse {
        var isOpen = true
        while true {
            if let response = take(isHead: isHead, atEnd: !isOpen) { return response }
            guard isOpen else { throw HTTPTestError.closed(received.withLock { $0 }) }
            isOpen = try receive()
        }
    }

    /// What came until the end of the connection or of one response, whichever is first.
    func answerBlocking() throws -> [UInt8] {
        while try receive() {
            let answer = received.withLock { bytes -> [UInt8]? in
                guard let (response, count) = HTTPTestResponse.parse(bytes[...], isHead: false, atEnd: false),
                    !response.closesConnection
                else { return nil }
                return Array(bytes.prefix(count))
            }
            if let answer { return answer }
        }
        return received.withLock { $0 }
    }

    private func take(isHead: Bool, atEnd: Bool) -> HTTPTestResponse? {
        received.withLock { bytes in
            guard let (response, count) = HTTPTestResponse.parse(bytes[...], isHead: isHead, atEnd: atEnd) else {
                return nil
            }
            bytes.removeFirst(count)
            return response
        }
    }

    /// Reads what is there; false at the end. A reset after the response counts as the end.
    private func receive() throws -> Bool {
        let (part, count, number) = receiveOnce()
        if count > 0 { received.withLock { $0 += part.prefix(count) } }
        guard count < 0 else { return count > 0 }
        if number == EINTR { return true }
        if number == EAGAIN { throw HTTPTestError.timedOut }
        guard number == ECONNRESET else { throw HTTPTestError.broken(number) }
        return false
    }

    private func receiveOnce() -> (part: [UInt8], count: Int, number: Int32) {
        var part = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe part.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return (part, count, errno)
    }

    private static func connect(port: UInt16, address: String) throws -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(address, String(port), &hints, &found) == 0, let name = unsafe found?.pointee else {
            throw HTTPTestError.cannotConnect(0)
        }
        defer { unsafe freeaddrinfo(found) }
        let descriptor = unsafe socket(name.ai_family, name.ai_socktype, 0)
        guard descriptor >= 0, unsafe Glibc.connect(descriptor, name.ai_addr, name.ai_addrlen) == 0 else {
            let number = errno
            if descriptor >= 0 { close(descriptor) }
            throw HTTPTestError.cannotConnect(number)
        }
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        return descriptor
    }
}
