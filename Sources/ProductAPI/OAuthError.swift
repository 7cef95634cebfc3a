internal import HTTPServer
internal import JSON
internal import Observability

/// An error in the form of RFC 6749 section 5.2.
struct OAuthError: Error {
    let status: Status
    let code: String
    let explanation: String

    init(status: Status, code: String, explanation: String) {
        self.status = status
        self.code = code
        self.explanation = explanation
    }

    /// 400: something about the request is wrong.
    static func invalidRequest(_ explanation: String) -> OAuthError {
        OAuthError(status: .badRequest, code: "invalid_request", explanation: explanation)
    }

    /// 401: the client is not known.
    static let invalidClient = OAuthError(
        status: .unauthorized, code: "invalid_client",
        explanation: "Authenticate with Basic as a client that is registered and not revoked.")

    /// 421: no tenant has the host name.
    static let unknownHostname = OAuthError(
        status: .misdirectedRequest, code: "invalid_request", explanation: "No tenant is served at this host name.")

    /// 404: nothing has that path.
    static let notFound = OAuthError(
        status: .notFound, code: "invalid_request",
        explanation: "Nothing is served at this path; "
            + "POST \(ProductService.introspectionPath) and GET \(ProductService.eventFeedPath) are.")

    /// 405: only some methods are served.
    static func methodNotAllowed(_ allowed: [Method]) -> OAuthError {
        OAuthError(
            status: .methodNotAllowed, code: "invalid_request",
            explanation: "Only \(allowed.map(\.rawValue).joined(separator: " and ")) is served here.")
    }

    /// 400: no event has the cursor yet.
    static let futureCursor = OAuthError.invalidRequest(
        "after is a cursor from the future: the database was restored or moved. "
            + "Go on without after, and drop the events that you have already.")

    /// 503: the database does not answer.
    static let unavailable = OAuthError(
        status: .serviceUnavailable, code: "temporarily_unavailable", explanation: "Try again in a second.")

    /// What the HTTP layer refuses by itself.
    init(_ failure: Failure) {
        let code =
            switch failure.status {
            case .tooManyRequests, .serviceUnavailable: "temporarily_unavailable"
            case .internalServerError: "server_error"
            default: "invalid_request"
            }
        self.init(status: failure.status, code: code, explanation: failure.detail)
    }

    /// 500: a fault of ours.
    static let serverError = OAuthError(
        status: .internalServerError, code: "server_error", explanation: "Something failed; the log says more.")

    /// The answer that the client gets.
    var response: Response {
        var response = Response.json(
            ["error": .string(code), "error_description": .string(explanation)], status)
        if (400..<500).contains(status.rawValue) { response.logMetadata["reason"] = .string(code) }
        switch status {
        case .unauthorized: response.headers.set("WWW-Authenticate", to: #"Basic realm="Muster", charset="UTF-8""#)
        case .serviceUnavailable: response.headers.set("Retry-After", to: "1")
        default: break
        }
        return response
    }
}

extension Response {
    /// JSON that nobody may keep.
    static func json(_ json: JSON, _ status: Status = .ok) -> Response {
        var response = Response(status, contentType: "application/json", body: json.serialized())
        response.headers.set("Cache-Control", to: "no-store")
        return response
    }
}
