internal import HTTPServer
internal import JSON
internal import SCIM

extension Response {
    /// What became of an operation; where a resource was made, with its address.
    init(_ outcome: Outcome) {
        let status = Status(rawValue: outcome.status)
        self.init(status)
        if let body = outcome.body { self = Response(status, contentType: MediaType.scim, body: body) }
        if let version = outcome.version { headers.set("ETag", to: version.description) }
        if status == .created, let location = outcome.location { headers.set("Location", to: location) }
    }

    /// 200 with a SCIM message.
    static func message(_ body: [UInt8]) -> Response {
        Response(.ok, contentType: MediaType.scim, body: body)
    }
}
