public import Observability

/// An answer, complete and ready to be sent.
///
/// The server adds `Content-Length`, `Date`, `Connection` and `X-Request-ID` itself.
public struct Response: Sendable {
    /// The status.
    public var status: Status
    /// The header fields. A value with a line break or NUL turns the whole response into a 500.
    public var headers: Headers
    /// The content; not sent to HEAD, nor with 204 and 304.
    public var body: [UInt8]
    /// The template of the route that answered, such as `/Users/{id}`, for the access log and the metrics.
    public var route: String?
    /// What the access log says about the request besides; no secrets, no personal data, nothing the client chose.
    public var logMetadata: Logger.Metadata = [:]

    /// Makes a response; nothing but the status is needed.
    public init(_ status: Status, headers: Headers = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes a response with a media type.
    public init(_ status: Status, contentType: String, body: [UInt8]) {
        self.init(status, headers: ["Content-Type": contentType], body: body)
    }
}
