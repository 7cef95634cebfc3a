import Synchronization

extension Connection {
    /// How much of a body nobody wants is read so that the client gets to see the answer.
    private static let lingerBytes = 8 * 1024 * 1024
    private static let lingerTime = Duration.seconds(5)

    /// Goes on with a request: the library calls this once for the head, for every part of the body, and at the end.
    ///
    /// - Returns: False if the connection has to be closed.
    func proceed(method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, part: UnsafeRawBufferPointer) -> Bool {
        switch state.withLock({ $0.phase }) {
        case .answered(let response): return send(response)
        case .lingering: return unsafe drop(part)
        case .receiving: break
        default: return false
        }
        guard request != nil else { return unsafe readHead(method: method, version: version) }
        return unsafe part.isEmpty ? dispatch() : keep(part)
    }

    private func readHead(method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) -> Bool {
        let head = unsafe RequestHead(
            method: method, target: target, targetStart: targetStart, version: version, connection: handle)
        var request = head.request
        request.id = outcome.requestID
        request.peer = handle.peer
        request.receivedAt = receivedAt
        request.deadline = receivedAt + engine.limits.requestTimeout
        request.surface = engine.surfaces.number(of: request)
        self.request = request
        bodyLimit = engine.surfaces[request].bodyBytes?(request) ?? engine.limits.bodyBytes
        if head.isChunked { beginChunks() }
        if let failure = head.failure(headerBytes: engine.limits.headerBytes, bodyBytes: bodyLimit) {
            return refuse(failure, bodyFollows: head.isFramed && head.expectsBody && !head.expectsContinue)
        }
        if head.contentLength > 0 { self.request?.body.reserveCapacity(head.contentLength) }
        return true
    }

    /// The library takes a bare line feed for a line's end between chunks, as no proxy may: what comes behind the body on
    /// this connection is therefore never read as a request.
    private func beginChunks() {
        closesAfterResponse = true
        seenProgress = BodyProgress(read: 0, unread: 0)
        engine.daemon?.watchChunks(of: self)
    }

    private func keep(_ part: UnsafeRawBufferPointer) -> Bool {
        bodyBytes += part.count
        guard bodyBytes <= bodyLimit else { return refuse(.contentTooLarge(limit: bodyLimit), bodyFollows: true) }
        guard engine.reserve(bodyBytes: part.count) else { return refuse(.overloaded, bodyFollows: true) }
        unsafe request?.body.append(contentsOf: part)
        return true
    }

    private func drop(_ part: UnsafeRawBufferPointer) -> Bool {
        bodyBytes += part.count
        return unsafe !part.isEmpty && bodyBytes <= Self.lingerBytes
    }

    /// Answers without the handler and closes.
    private func refuse(_ failure: Failure, bodyFollows: Bool) -> Bool {
        closesAfterResponse = true
        let response = engine.response(to: failure, request)
        guard bodyFollows else { return send(response) }
        outcome.note(response)
        // Closing with unread bytes would reset the connection, and the client might never see the answer.
        state.withLock { state in
            guard case .receiving = state.phase else { return }
            write(response)
            state.enter(.lingering, until: .now + Self.lingerTime)
        }
        return true
    }

    /// Writes an answer past the library. Only while it is not sending itself: the caller holds the lock.
    func write(_ response: Response) {
        HandWrittenResponse.send(
            response, requestID: outcome.requestID, isHead: request?.method == .head, to: handle.descriptor)
    }
}
