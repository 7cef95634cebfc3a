internal import CMicrohttpd
import Glibc
internal import Reactor

/// A running libmicrohttpd: it accepts connections, reads requests and sends responses whenever the loop finds that it
/// has something to do.
///
/// Unchecked because everything but ``loop`` belongs to the loop's thread: functions may be called there only.
@safe final class Daemon: @unchecked Sendable {
    /// Memory for one connection's head and response head, as the library counts it.
    ///
    /// One and a half times the head's limit: a head somewhat past the limit is still read and answered by us. No more,
    /// because every idle connection keeps all of this resident: the library overwrites it with zeros between requests.
    static func poolBytes(headerBytes: Int) -> Int { headerBytes + headerBytes / 2 }

    /// The thread that runs it.
    let loop: EventLoop

    private let pointer: OpaquePointer
    private let engine: Unmanaged<Engine>
    private let token: UInt64
    private let descriptor: Int32
    private let isSocketInherited: Bool
    /// Reading is tried so often in vain before a connection is closed that keeps the loop busy with it.
    private static let runsWithoutProgress = 8

    private var chunked: [ObjectIdentifier: Connection] = [:]
    private var busyRuns = 0
    private var isDue = false
    private var isStopped = false

    /// Starts to listen.
    ///
    /// - Returns: `nil` if the system refuses memory or a descriptor; the socket is still the caller's then.
    init?(listeningOn socket: ListeningSocket, for engine: Engine) {
        let limits = engine.configuration.limits
        let context = unsafe Unmanaged.passRetained(engine)
        var settings = unsafe muster_daemon_settings(
            context: context.toOpaque(), listening_socket: socket.descriptor,
            // The accept policy decides; the library's own limit would leave clients waiting.
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
        loop = engine.configuration.loop
        token = loop.makeToken()
        descriptor = unsafe muster_epoll(pointer)
        isSocketInherited = socket.isInherited
        engine.daemon = self
        guard loop.watch(descriptor, token: token, writable: false, handler: self) else {
            // Else the library would close the socket, and its number would be somebody else's when the caller does.
            unsafe MHD_quiesce_daemon(pointer)
            stop()
            return nil
        }
        setTimer()
    }

    /// Has the library look for work before the loop's thread waits again.
    func runSoon() {
        guard !isDue else { return }
        isDue = true
        loop.notifyAtEndOfTurn(self)
    }

    /// Looks after a connection on which a chunked body comes.
    func watchChunks(of connection: Connection) {
        chunked[ObjectIdentifier(connection)] = connection
    }

    /// The body is there, or will not come any more.
    func stopWatchingChunks(of connection: Connection) {
        chunked[ObjectIdentifier(connection)] = nil
    }

    /// Stops listening. Connections that clients have opened already are taken in first, so that none is reset; those
    /// on an inherited socket wait there for the next process.
    func stopListening() {
        let descriptor = unsafe MHD_quiesce_daemon(pointer)
        guard descriptor >= 0 else { return }
        while !isSocketInherited, takeIn(from: descriptor) {}
        close(descriptor)
        runSoon()
    }

    private func takeIn(from listener: Int32) -> Bool {
        var storage = sockaddr_storage()
        return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            var length = socklen_t(bytes.count)
            let descriptor = unsafe accept(listener, base, &length)
            guard descriptor >= 0 else { return !Self.endOfQueue.contains(errno) }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            unsafe MHD_add_connection(pointer, descriptor, base, length)
            return true
        }
    }

    /// Errors after which there is nobody more to be taken in; any other is of the one connection that was next.
    private static let endOfQueue = [EAGAIN, EBADF, EINVAL, ENOTSOCK, EMFILE, ENFILE, ENOBUFS, ENOMEM]

    /// Closes what is open.
    ///
    /// - Precondition: No connection is suspended.
    func stop() {
        isStopped = true
        loop.unwatch(descriptor, token: token)
        loop.setTimer(token, at: nil, handler: self)
        unsafe engine.takeUnretainedValue().daemon = nil
        unsafe MHD_stop_daemon(pointer)
        unsafe engine.release()
    }
}

extension Daemon: LoopHandler {
    func socketReady(_ token: UInt64) {
        run()
    }

    func turnEnded() {
        isDue = false
        run()
    }

    /// Where descriptors or memory ran out, the library no longer listens, and begins again when it is run after a
    /// connection has been closed: nothing else might have it run then.
    func timerFired(_ token: UInt64) {
        runSoon()
        setTimer()
    }

    private static let interval = Duration.seconds(1)

    private func setTimer() {
        loop.setTimer(token, at: .now + Self.interval, handler: self)
    }

    private func run() {
        guard !isStopped else { return }
        unsafe MHD_run(pointer)
        // A connection may have more to be read than the library reads at once.
        var milliseconds: UInt64 = 0
        guard unsafe MHD_get_timeout(pointer, &milliseconds) == .YES, milliseconds == 0 else { return busyRuns = 0 }
        busyRuns += 1
        if busyRuns.isMultiple(of: Self.runsWithoutProgress) {
            for connection in chunked.values { connection.closeIfStuck() }
        }
        loop.enqueue { self.runSoon() }
    }
}
