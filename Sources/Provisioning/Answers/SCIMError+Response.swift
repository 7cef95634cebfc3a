internal import HTTPServer
internal import Observability
internal import SCIM

extension SCIMError {
    /// The answer that the client gets.
    var response: Response {
        var response = Response(Status(rawValue: status), contentType: MediaType.scim, body: serialized)
        if (400..<500).contains(status) { response.logMetadata["reason"] = .string(reason) }
        switch status {
        case 401: response.headers.set("WWW-Authenticate", to: #"Bearer realm="SCIM""#)
        case 429, 503: response.headers.set("Retry-After", to: "1")
        default: break
        }
        return response
    }

    /// The reason in a word, for the log; the explanation may repeat what a client sent.
    private var reason: String {
        switch (self, status) {
        case (.tenantSuspended, _): "tenant_suspended"
        case (.connectionOff, _): "connection_off"
        case (.unknownHostname, _): "unknown_hostname"
        case (_, 401): "no_token"
        case (_, 403): "protected_person"
        case (_, 404): "not_found"
        default: kind?.rawValue ?? "status_\(status)"
        }
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
