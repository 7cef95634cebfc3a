/// A request to another server.
public struct OutgoingRequest: Sendable {
    /// What is asked of the resource (RFC 9110 section 9).
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    /// What is asked of the resource.
    public var method: Method
    /// Where to. See ``OutgoingURL`` for what is taken.
    public var url: String
    /// The header fields, in order. `Host`, `Content-Length`, `Connection` and what else frames the message belongs
    /// to the client and is refused here.
    public var headers: [(name: String, value: String)]
    /// The content; a GET has none.
    public var body: [UInt8]
    /// A shorter time to connect than the client's limit.
    public var connectTimeout: Duration?
    /// A shorter time in all than the client's limit.
    public var timeout: Duration?

    /// A request with the client's own times.
    public init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
