import Synchronization

/// One connection and the request on it.
///
/// Two kinds of code meet here: the library on the loop's thread, which alone calls the functions in this file and in
/// `Connection+Reading.swift`, and whoever finishes a handler or watches the clock. What both touch is in `state`.
///
/// Unchecked because the other stored properties belong to the loop's thread and have no lock.
@safe final class Connection: @unchecked Sendable {
    let handle: DaemonConnection
    let engine: Engine
    let state: Mutex<ConnectionState>

    /// The request being read or answered; its body arrives after the rest.
    var request: Request?
    /// What came of the request, for the access log.
    var outcome = Outcome()
    /// The target as sent, and where the library keeps it.
    var target = ""
    var targetStart: UnsafePointer<CChar>?
    var receivedAt = ContinuousClock.Instant.now
    /// Bytes of the body read so far, kept or dropped.
    var bodyBytes = 0
    /// How many bytes the body of this request may have.
    var bodyLimit = 0
    var closesAfterResponse = false
    /// Whose request it is.
    var origin = Origin.everybody
    /// What had been read of a chunked body when it was looked at last; nil for other bodies.
    var seenProgress: BodyProgress?

    init(_ handle: DaemonConnection, engine: Engine) {
        self.handle = handle
        self.engine = engine
        state = Mutex(ConnectionState(opened: .now, idleTimeout: engine.limits.idleTimeout))
    }

    func opened() {
        engine.add(self)
    }

    func closed() {
        state.withLock { $0.enter(.closed) }
        engine.remove(self)
    }

    /// A request line is complete: the request's time starts.
    func requestLineReceived(target: UnsafePointer<CChar>) {
        receivedAt = .now
        unsafe targetStart = target
        unsafe self.target = String(cString: target)
        outcome = Outcome()
        let end = receivedAt + engine.limits.requestTimeout
        state.withLock { state in
            guard case .awaiting = state.phase else { return }
            state.enter(.receiving, until: end)
        }
    }

    /// The library is done with a request: it was answered, or the connection broke.
    func requestCompleted(isWhole: Bool) {
        engine.release(bodyBytes: request?.body.count ?? 0)
        engine.record(outcome, of: request, receivedAt: receivedAt, isWhole: isWhole)
        if seenProgress != nil { engine.daemon?.stopWatchingChunks(of: self) }
        request = nil
        bodyBytes = 0
        seenProgress = nil
        unsafe targetStart = nil
        state.withLock { state in
            switch state.phase {
            case .lingering, .closed: break
            default: state.await(until: .now + engine.limits.idleTimeout)
            }
        }
    }

    /// Lets the library send a response.
    ///
    /// - Returns: False if the connection has to be closed instead.
    func send(_ response: Response) -> Bool {
        let closing = closesAfterResponse || engine.isDraining
        state.withLock { $0.enter(.sending, until: .now + engine.limits.requestTimeout) }
        let response = affordable(response)
        if handle.queue(response, requestID: outcome.requestID, closing: closing, large: largeBody(of: response)) {
            outcome.note(response)
            return true
        }
        let replacement = engine.surfaces[request].failure(.unsendableResponse, request)
        guard handle.queue(replacement, requestID: outcome.requestID, closing: true, large: nil) else { return false }
        outcome.note(replacement)
        return true
    }
}
