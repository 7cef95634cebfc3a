/// Where a connection is in its life, and until when it may stay there.
///
/// A value without I/O, so that every time limit can be tested with made-up instants. ``Connection`` acts on it.
struct ConnectionState {
    enum Phase {
        /// No request line has arrived since the last response.
        case awaiting
        /// The request line has arrived; its head or body has not.
        case receiving
        /// The request waits for its turn. The library is suspended.
        case waiting(ticket: UInt64, Origin)
        /// The request is refused, and the answer held back. The library is suspended.
        case heldBack(Response)
        /// The handler has the request. The library is suspended, or still busy starting the handler.
        case handling(Task<Void, Never>?, isSuspended: Bool)
        /// The response is ready for the library to send.
        case answered(Response)
        /// The library is sending the response.
        case sending
        /// The response was written by hand; what the client still sends is read and dropped.
        case lingering
        /// Closed, or about to be.
        case closed
    }

    /// What has to be done about a phase that lasted too long.
    enum Expiry {
        /// Nothing yet.
        case none
        /// Close the connection.
        case close
        /// Say that the request did not arrive in time, then close.
        case refuse
        /// The request is to be answered without its handler.
        case abandon
    }

    private(set) var phase: Phase
    /// When the phase must be over.
    private(set) var end: ContinuousClock.Instant
    /// Which request on this connection; answers to earlier ones are dropped.
    private(set) var number: UInt64 = 0

    init(opened now: ContinuousClock.Instant, idleTimeout: Duration) {
        phase = .awaiting
        end = now + idleTimeout
    }

    /// Goes to another phase, with its own end or that of the phase before.
    mutating func enter(_ phase: Phase, until end: ContinuousClock.Instant? = nil) {
        self.phase = phase
        if let end { self.end = end }
    }

    /// Makes ready for the next request.
    mutating func await(until end: ContinuousClock.Instant) {
        number += 1
        enter(.awaiting, until: end)
    }

    /// Takes the handler's answer.
    ///
    /// - Returns: Nil if nobody waits for it any more, else whether the library has to be resumed.
    mutating func answer(_ response: Response, to number: UInt64) -> Bool? {
        guard number == self.number, case .handling(_, let isSuspended) = phase else { return nil }
        phase = .answered(response)
        return isSuspended
    }

    /// What has to be done at `now`. The caller does it, and enters the phase that follows.
    func expiry(at now: ContinuousClock.Instant) -> Expiry {
        guard now >= end else { return .none }
        switch phase {
        case .awaiting, .sending, .lingering: return .close
        case .receiving: return .refuse
        case .waiting, .heldBack, .handling: return .abandon
        case .answered, .closed: return .none
        }
    }
}
