internal import CMicrohttpd
import Glibc
internal import Reactor

/// The library's side of a connection.
///
/// Sendable although it is a pointer: whoever uses it holds the lock of the ``Connection`` that owns it, in a phase
/// in which the library keeps the connection, or is the thread that the library runs for it.
@safe struct DaemonConnection: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let daemon: Daemon

    /// The socket. Closed by the library after it has told the ``Connection`` so.
    let descriptor: Int32
    /// The other end.
    let peer: PeerAddress

    init(_ pointer: OpaquePointer, of daemon: Daemon) {
        unsafe self.pointer = pointer
        self.daemon = daemon
        descriptor = unsafe muster_socket(pointer)
        peer = unsafe PeerAddress(muster_peer(pointer))
    }

    /// Bytes of the head of the current request.
    var headSize: Int { unsafe muster_head_size(pointer) }

    /// Reads the header fields through a checking reader.
    func readHeaders(into reader: inout HeadReader) {
        unsafe withUnsafeMutablePointer(to: &reader) { reader in
            _ = unsafe MHD_get_connection_values_n(
                pointer, .HEADER_KIND,
                { reader, _, name, nameLength, value, valueLength in
                    guard let reader = unsafe reader, let name = unsafe name, let value = unsafe value else {
                        return .YES
                    }
                    unsafe reader.assumingMemoryBound(to: HeadReader.self).pointee.read(
                        name: UnsafeBufferPointer(start: name, count: nameLength),
                        value: UnsafeBufferPointer(start: value, count: valueLength))
                    return .YES
                }, reader)
        }
    }

    /// Stops reading and waiting on the socket until ``resume()``.
    func suspend() {
        unsafe MHD_suspend_connection(pointer)
    }

    /// Lets the library go on with the connection; callable from any thread, once for each time it was suspended.
    func resume() {
        daemon.loop.execute {
            unsafe MHD_resume_connection(pointer)
            daemon.runSoon()
        }
    }

    /// Whether the client has closed its side, with nothing left to read; callable while the connection is suspended.
    var hasHungUp: Bool { peek() == 0 }

    /// Whether something has come that the library has not read; callable while the connection is open.
    var hasInput: Bool { peek() > 0 }

    /// How much has come that the library has not read; callable while the connection is open.
    var unreadBytes: Int { Int(muster_unread_bytes(descriptor)) }

    private func peek() -> Int {
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    }

    /// Ends both directions, so that the library finds the connection closed; callable while it is open.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Hands a response over for sending.
    ///
    /// - Parameter large: the body, where it is to be asked for in parts.
    /// - Returns: False if a field breaks HTTP's grammar or the library refuses; nothing has been sent then.
    func queue(_ response: Response, requestID: String, closing: Bool, large: LargeBody?) -> Bool {
        guard response.headers.areSendable,
            let message = unsafe large.map(Self.message(inParts:)) ?? Self.message(response.body)
        else { return false }
        defer { unsafe MHD_destroy_response(message) }
        for (name, value) in response.headers.fields {
            guard unsafe MHD_add_response_header(message, name, value) == .YES else { return false }
        }
        unsafe MHD_add_response_header(message, "X-Request-ID", requestID)
        if closing { unsafe MHD_add_response_header(message, "Connection", "close") }
        return unsafe MHD_queue_response(pointer, UInt32(response.status.rawValue), message) == .YES
    }

    /// MHD_CONTENT_READER_END_WITH_ERROR, a macro with a cast.
    private static let endsWithError = -2

    private static func message(inParts body: LargeBody) -> OpaquePointer? {
        let owned = unsafe Unmanaged.passRetained(body)
        let message = unsafe MHD_create_response_from_callback(
            UInt64(body.count), ServerConfiguration.responsePartBytes,
            { body, position, buffer, room in
                guard let body = unsafe body, let buffer = unsafe buffer else { return Self.endsWithError }
                return unsafe Unmanaged<LargeBody>.fromOpaque(body).takeUnretainedValue()
                    .copy(from: Int(clamping: position), to: UnsafeMutableRawBufferPointer(start: buffer, count: room))
            }, owned.toOpaque(), { body in unsafe body.map { unsafe Unmanaged<LargeBody>.fromOpaque($0).release() } })
        if unsafe message == nil { unsafe owned.release() }
        return unsafe message
    }

    private static func message(_ body: [UInt8]) -> OpaquePointer? {
        unsafe body.withUnsafeBytes { bytes in
            // The library copies the bytes: they are few, and it frees the response when it likes.
            unsafe MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
    }
}
