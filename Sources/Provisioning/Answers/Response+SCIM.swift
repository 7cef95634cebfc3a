internal import HTTPServer
internal import JSON
internal import SCIM

extension Response {
    /// 304: the client has this version already (RFC 9110 section 15.4.5).
    static func notModified(_ tag: EntityTag) -> Response {
        Response(.notModified, headers: ["ETag": tag.description])
    }

    /// A resource with its entity tag.
    static func resource(_ status: Status, _ tag: EntityTag, _ body: [UInt8]) -> Response {
        var response = Response(status, contentType: MediaType.scim, body: body)
        response.headers.set("ETag", to: tag.description)
        return response
    }

    /// 200 with a SCIM message.
    static func message(_ body: [UInt8]) -> Response {
        Response(.ok, contentType: MediaType.scim, body: body)
    }
}
