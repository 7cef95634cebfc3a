internal import CLibpq
internal import Glibc
internal import Reactor
internal import Time

/// Opens connections on threads of their own.
///
/// Looking up a host name blocks in libpq, and a password exchange computes for milliseconds; on the loop's thread
/// either would hold up everybody. The connection is handed over to the loop when it is ready.
enum Connector {
    /// A connection on its way between threads; whoever receives it owns it.
    @safe struct Opened: @unchecked Sendable {
        // Sendable: libpq lets any thread use a connection as long as only one does at a time.
        let handle: OpaquePointer
    }

    /// Opens a connection and calls back on the thread that did it.
    static func open(
        _ parameters: ConnectionParameters, completion: @escaping @Sendable (Result<Opened, DatabaseError>) -> Void
    ) {
        let hasStarted = DetachedThread.start {
            completion(Result { () throws(DatabaseError) in try openBlocking(parameters) })
        }
        if !hasStarted { completion(.failure(.noThread)) }
    }

    /// Opens a connection while the calling thread waits.
    ///
    /// Each server has its time: one that is silent keeps nobody from the next.
    static func openBlocking(_ parameters: ConnectionParameters) throws(DatabaseError) -> Opened {
        var reasons: [String] = []
        for candidate in ServerCandidate.all(of: parameters.values) {
            do {
                return try open(candidate, timeout: parameters.timeout)
            } catch {
                reasons.append(error.message)
            }
        }
        throw DatabaseError(.unavailable, message: reasons.joined(separator: "; "))
    }

    private static func open(_ candidate: ServerCandidate, timeout: Duration) throws(DatabaseError) -> Opened {
        let deadline = ContinuousClock.now + timeout
        guard let handle = unsafe start(candidate.values) else {
            throw DatabaseError(.unavailable, message: "libpq is out of memory")
        }
        unsafe silenceNotices(handle)
        var status = PGRES_POLLING_WRITING
        while unsafe PQstatus(handle) != CONNECTION_BAD {
            switch status {
            case PGRES_POLLING_OK: return unsafe Opened(handle: handle)
            case PGRES_POLLING_FAILED: throw unsafe failure(handle)
            default: break
            }
            guard unsafe wait(for: PQsocket(handle), writing: status == PGRES_POLLING_WRITING, until: deadline) else {
                unsafe PQfinish(handle)
                throw DatabaseError(.unavailable, message: "no connection to \(candidate.name) within \(timeout)")
            }
            status = unsafe PQconnectPoll(handle)
        }
        throw unsafe failure(handle)
    }

    private static func failure(_ handle: OpaquePointer) -> DatabaseError {
        defer { unsafe PQfinish(handle) }
        return unsafe DatabaseError(.unavailable, connection: handle)
    }

    /// The server's notices would go to standard error otherwise, past our log and its redaction.
    private static func silenceNotices(_ handle: OpaquePointer) {
        _ = unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    private static func start(_ values: [String: String]) -> OpaquePointer? {
        var keywords: [UnsafePointer<CChar>?] = unsafe values.keys.map { unsafe UnsafePointer(strdup($0)) }
        var texts: [UnsafePointer<CChar>?] = unsafe values.values.map { unsafe UnsafePointer(strdup($0)) }
        unsafe keywords.append(nil)
        unsafe texts.append(nil)
        defer { unsafe (keywords + texts).forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
        return unsafe PQconnectStartParams(keywords, texts, 0)
    }

    /// Waits until the socket is ready; false when time is up.
    static func wait(for socket: Int32, writing: Bool, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: deadline).inMilliseconds
            guard left > 0 else { return false }
            var descriptor = pollfd(fd: socket, events: Int16(writing ? POLLOUT : POLLIN), revents: 0)
            let count = unsafe poll(&descriptor, 1, Int32(clamping: left))
            if count > 0 { return true }
            guard count == 0 || errno == EINTR else { return false }
        }
    }
}
