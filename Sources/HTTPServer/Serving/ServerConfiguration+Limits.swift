extension ServerConfiguration {
    /// Limits on what clients can make the server do.
    public struct Limits: Sendable {
        /// Bytes of a request line and its header fields, line ends and the final empty line included; past it 431.
        public var headerBytes = 32 * 1024
        /// Bytes of a body, unless ``Surface/bodyBytes`` says otherwise; past it 413.
        public var bodyBytes = 1024 * 1024
        /// Bytes of all bodies held at once, of requests still arriving and of those being handled; past it 503.
        public var bufferedBodyBytes = 256 * 1024 * 1024
        /// Bytes of all answers that wait to be sent, without those up to ``ServerConfiguration/smallResponseBytes``; one
        /// that does not fit becomes a 503. One origin has half of it. Of an origin that has none waiting, one is taken
        /// whatever its size, as far as others leave room.
        public var bufferedResponseBytes = 32 * 1024 * 1024
        /// From the request line to the response, in all; past it 408, or 503 once the handler has the request.
        ///
        /// A client may take as long again for each ``ServerConfiguration/responsePartBytes`` of the response.
        public var requestTimeout = ServerConfiguration.defaultRequestTimeout
        /// From a connection being ready for a request to that request's line being complete.
        ///
        /// Longer than load balancers keep idle connections, which is 60 s as a rule: whoever sends a request on one that
        /// is just being closed gets no answer to it, so the balancer has to be the first to let go.
        public var idleTimeout: Duration = .seconds(75)
        /// Open connections; one more is closed at once. Of one address, or one IPv6 network of 64 bits, no more than
        /// three quarters: enough for a proxy through which everybody comes, and nobody can lock out all others alone.
        public var connections = 4_000
        /// Requests that handlers have at once; one more waits. At least 1.
        ///
        /// Few on purpose: more at once get little more done, and whoever comes new stands behind them. One origin alone
        /// gets three quarters; as soon as others have requests an eighth or its equal part, but two in any case.
        public var concurrentRequests = ServerConfiguration.defaultConcurrentRequests
        /// Requests that wait for their turn; one more is answered 503 with `Retry-After`.
        public var waitingRequests = 2_048
        /// Requests of one origin that wait for their turn; one more is answered 429 with `Retry-After`.
        public var waitingRequestsPerOrigin = 512
        /// How long stopping waits for requests in flight before it answers them 503.
        public var drainTimeout: Duration = .seconds(25)

        /// The limits for production; change single ones.
        public init() {}

        var turnstile: Turnstile<WaitingRequest>.Limits {
            .init(running: max(1, concurrentRequests), waiting: waitingRequests, waitingOfOne: waitingRequestsPerOrigin)
        }
    }
}
