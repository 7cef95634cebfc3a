internal import CMicrohttpd
import Glibc

/// A running libmicrohttpd: its threads accept connections, read requests and send responses.
///
/// Started and stopped by one task. Sendable although it is a pointer: the library's own functions called here are
/// safe on any thread.
@safe struct Daemon: @unchecked Sendable {
    /// Memory for one connection's head and response head, as the library counts it.
    ///
    /// Two and a half times the head's limit: a head of up to twice the limit is still read and answered by us, and
    /// an idle connection keeps no more than this.
    static func poolBytes(headerBytes: Int) -> Int { headerBytes * 2 + headerBytes / 2 }

    private let pointer: OpaquePointer
    private let engine: Unmanaged<Engine>

    /// Starts the threads.
    ///
    /// - Returns: `nil` if the system refuses memory or a thread; the socket is still the caller's then.
    init?(listeningOn socket: ListeningSocket, for engine: Engine) {
        let limits = engine.configuration.limits
        let context = unsafe Unmanaged.passRetained(engine)
        var settings = unsafe muster_daemon_settings(
            context: context.toOpaque(), listening_socket: socket.descriptor,
            threads: UInt32(clamping: engine.configuration.threads),
            // The accept policy decides; the library's own limit would leave clients waiting, and is split by thread.
            connection_limit: UInt32(clamping: limits.connections) * 2 + 1_024,
            pool_bytes: Self.poolBytes(headerBytes: limits.headerBytes),
            accept_policy: Callbacks.acceptPolicy, access_handler: Callbacks.accessHandler,
            request_completed: Callbacks.requestCompleted, connection_changed: Callbacks.connectionChanged,
            request_line_received: Callbacks.requestLineReceived, unescape: Callbacks.unescape)
        guard let pointer = unsafe muster_start_daemon(&settings) else {
            unsafe context.release()
            return nil
        }
        unsafe self.pointer = pointer
        unsafe self.engine = context
    }

    /// Stops listening. Connections that clients have opened already are taken in first, so that none is reset.
    func stopListening() {
        let descriptor = unsafe MHD_quiesce_daemon(pointer)
        guard descriptor >= 0 else { return }
        while takeIn(from: descriptor) {}
        close(descriptor)
    }

    private func takeIn(from listener: Int32) -> Bool {
        var storage = sockaddr_storage()
        return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            var length = socklen_t(bytes.count)
            let descriptor = unsafe accept(listener, base, &length)
            guard descriptor >= 0 else { return errno == EINTR }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            unsafe MHD_add_connection(pointer, descriptor, base, length)
            return true
        }
    }

    /// Closes what is open and joins the threads.
    ///
    /// - Precondition: No connection is suspended.
    func stop() {
        unsafe MHD_stop_daemon(pointer)
        unsafe engine.release()
    }
}
