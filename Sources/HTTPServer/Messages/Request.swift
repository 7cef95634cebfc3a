/// A complete request: its head has been checked and its body has arrived.
public struct Request: Sendable {
    /// Our name for this request, 32 hexadecimal digits; the response carries it as `X-Request-ID`.
    public var id: String
    /// What is asked for.
    public var method: Method
    /// The path as sent, before any `?`: still percent-encoded, printable ASCII, `/…` or `*`.
    public var path: String
    /// What came after the first `?`, as sent; `nil` without a `?`.
    public var query: String?
    /// The header fields, values without surrounding white space and free of control bytes.
    public var headers: Headers
    /// The content, unchunked; at most as long as the server's limits allow.
    public var body: [UInt8]
    /// Who is at the other end of the connection.
    public var peer: PeerAddress
    /// When the request line had arrived.
    public var receivedAt: ContinuousClock.Instant
    /// When the answer must be ready; after that the client gets 503 and the handler's task is cancelled.
    public var deadline: ContinuousClock.Instant
    /// The number of the ``Surface`` that is responsible, in the server's list.
    var surface = 0

    /// Makes a request that no connection delivered, for tests and for layers that call handlers themselves.
    public init(
        id: String = RequestID.next(),
        method: Method = .get,
        path: String,
        query: String? = nil,
        headers: Headers = [:],
        body: [UInt8] = [],
        peer: PeerAddress = .loopback,
        receivedAt: ContinuousClock.Instant = .now,
        deadline: ContinuousClock.Instant? = nil
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
        self.receivedAt = receivedAt
        self.deadline = deadline ?? receivedAt + ServerConfiguration.defaultRequestTimeout
    }
}
