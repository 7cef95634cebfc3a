/// What another server answered.
public struct OutgoingResponse: Sendable {
    /// The status code. A redirect is an answer like any other: it is never followed.
    public let status: Int
    /// The header fields and trailers of the final response, in order; bytes that are not UTF-8 are replaced.
    public let headers: [(name: String, value: String)]
    /// The content, up to the limit.
    public let body: [UInt8]
    /// Whether there was more content than the limit; the rest was not read.
    public let isBodyTruncated: Bool

    /// An answer, for whoever decides on answers without a server.
    public init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], isBodyTruncated: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.isBodyTruncated = isBodyTruncated
    }

    /// The value of the first field of this name, whatever its case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Whether the status is one of 200 to 299.
    public var isSuccess: Bool { (200...299).contains(status) }
}
