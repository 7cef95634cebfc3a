/// What became of an ``Operation``, apart from the HTTP response that tells it. What failed is a ``SCIMError``.
public struct Outcome: Sendable, Hashable {
    /// The HTTP status code.
    public let status: Int
    /// The version of the resource afterwards; nil where it is gone.
    public let version: EntityTag?
    /// The URI of the resource; nil where it is gone, or nothing is shown.
    public let location: String?
    /// The resource as JSON text in UTF-8; nil where nothing is shown.
    public let body: [UInt8]?

    private init(_ status: Int, version: EntityTag? = nil, location: String? = nil, body: [UInt8]? = nil) {
        self.status = status
        self.version = version
        self.location = location
        self.body = body
    }

    /// 200: the resource as it is.
    public static func shown(_ version: EntityTag, at location: String, _ body: [UInt8]) -> Outcome {
        Outcome(200, version: version, location: location, body: body)
    }

    /// 201: the resource was made.
    public static func created(_ version: EntityTag, at location: String, _ body: [UInt8]) -> Outcome {
        Outcome(201, version: version, location: location, body: body)
    }

    /// 204: the resource was changed, and is more than is shown without being asked for.
    public static func changed(_ version: EntityTag) -> Outcome { Outcome(204, version: version) }

    /// 204: the resource is gone.
    public static let deleted = Outcome(204)

    /// 304: the client has this version already (RFC 9110 section 15.4.5).
    public static func notModified(_ version: EntityTag) -> Outcome { Outcome(304, version: version) }
}
