extension HTTPClient {
    /// Limits on what other servers can make this client do, and on what is sent to them.
    public struct Limits: Sendable {
        /// From the start to a connection with TLS being there: the name's look-up, TCP and the handshake.
        public var connectTimeout: Duration = .seconds(5)
        /// From the start to the last byte of the response.
        public var timeout: Duration = .seconds(15)
        /// How long a request waits for a slot, before the other times begin.
        public var slotTimeout: Duration = .seconds(5)
        /// Requests under way at once.
        public var slots = 32
        /// Requests under way at once to one scheme, host and port, so that a slow server leaves slots to others.
        public var slotsPerOrigin = 8
        /// Requests waiting for a slot; past it a request fails at once.
        public var waitingRequests = 1024
        /// Bytes of a response's head with line ends, interim responses and trailers included; past it the request
        /// fails.
        public var responseHeadBytes = 16 * 1024
        /// Bytes of a response's body that are kept; past it the connection is closed and the rest never read.
        public var responseBodyBytes = 64 * 1024
        /// Bytes of a request's body; past it the request is not sent.
        public var requestBodyBytes = 1024 * 1024
        /// Bytes of a request's header fields, names and values; past it the request is not sent.
        public var requestHeaderBytes = 16 * 1024

        /// The limits above.
        public init() {}
    }
}
