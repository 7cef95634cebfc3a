internal import HTTPServer
internal import SCIM

extension SCIMError {
    /// The answer that the client gets.
    var response: Response {
        var response = Response(Status(rawValue: status), contentType: MediaType.scim, body: serialized)
        switch status {
        case 401: response.headers.set("WWW-Authenticate", to: #"Bearer realm="SCIM""#)
        case 429, 503: response.headers.set("Retry-After", to: "1")
        default: break
        }
        return response
    }

    /// 421: the platform has no tenant of this host name (RFC 9110 section 15.5.20); the same for every such name.
    static let unknownHostname = SCIMError(
        status: 421, detail: "No tenant is served at this host name. Check the tenant URL that you were given.")

    /// 403: the token is right, but staff have suspended the tenant.
    static let tenantSuspended = SCIMError.forbidden(
        "This instance is suspended. Ask its operator to resume it; nothing has been lost.")

    /// 403: the token is right, but its connection is closed.
    static let connectionOff = SCIMError.forbidden(
        "This connection is switched off or paused. Ask the administrator to switch it on.")
}
