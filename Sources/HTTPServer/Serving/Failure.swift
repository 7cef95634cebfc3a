/// Something the server answers itself, before or instead of the handler.
///
/// The server does not know what an error looks like to its clients; ``Surface/failure`` renders it.
public struct Failure: Hashable, Sendable {
    /// What went wrong.
    public enum Kind: Hashable, Sendable {
        /// The request breaks HTTP's grammar or could be read in two ways; the connection closes.
        case malformedRequest
        /// The head is larger than ``ServerConfiguration/Limits/headerBytes``; the connection closes.
        case headersTooLarge
        /// The body is larger than ``Surface/bodyBytes`` allows; the connection closes.
        case contentTooLarge
        /// The client did not send its request in time; the connection closes.
        case requestTimedOut
        /// The handler did not answer in time; its task has been cancelled.
        case handlerTimedOut
        /// Too many requests are being handled already.
        case overloaded
        /// The answer is large, and too much waits to be sent already.
        case tooMuchUnsent
        /// Whoever sent the request sends more than it may.
        case tooManyRequests
        /// What the handler needs is not there.
        case unavailable
        /// The server is stopping and can no longer wait for the handler.
        case stopping
        /// The handler's response cannot be sent: a mistake of ours.
        case unsendableResponse
    }

    /// What went wrong.
    public let kind: Kind
    /// The status to answer with.
    public let status: Status
    /// A sentence for the client. It holds nothing that the client sent.
    public let detail: String
    /// After how many whole seconds trying again makes sense, at least 1; `nil` where it makes none.
    public let retryAfter: Int?

    init(kind: Kind, status: Status, detail: String, retryAfter: Int? = nil) {
        self.kind = kind
        self.status = status
        self.detail = detail
        self.retryAfter = retryAfter
    }
}

extension Failure {
    /// Refuses a request because whoever sent it sends more than it may: 429 (RFC 6585, section 4).
    ///
    /// - Parameters:
    ///   - detail: A sentence for the client that says what to do.
    ///   - retryAfter: Whole seconds until trying again makes sense; less than 1 counts as 1.
    public static func tooManyRequests(_ detail: String, retryAfter: Int) -> Failure {
        Failure(kind: .tooManyRequests, status: .tooManyRequests, detail: detail, retryAfter: max(1, retryAfter))
    }

    /// Refuses every request for now, because what serving needs is not there: 503.
    public static let unavailable = Failure(
        kind: .unavailable, status: .serviceUnavailable, detail: "The service is not ready. Try again soon.",
        retryAfter: 1)
}

extension Failure {
    static func malformed(_ detail: String) -> Failure {
        Failure(kind: .malformedRequest, status: .badRequest, detail: detail)
    }

    static func headersTooLarge(limit: Int) -> Failure {
        Failure(
            kind: .headersTooLarge, status: .requestHeaderFieldsTooLarge,
            detail: "The request line and header fields exceed \(limit) bytes.")
    }

    static func contentTooLarge(limit: Int) -> Failure {
        Failure(
            kind: .contentTooLarge, status: .contentTooLarge, detail: "The request body exceeds \(limit) bytes.")
    }

    static let requestTimedOut = Failure(
        kind: .requestTimedOut, status: .requestTimeout, detail: "The request did not arrive in time.")
    static let handlerTimedOut = Failure(
        kind: .handlerTimedOut, status: .serviceUnavailable, detail: "The request could not be answered in time.",
        retryAfter: 1)
    static let overloaded = Failure(
        kind: .overloaded, status: .serviceUnavailable, detail: "Too many requests are being handled. Try again soon.",
        retryAfter: 1)
    static let tooMuchUnsent = Failure(
        kind: .tooMuchUnsent, status: .serviceUnavailable,
        detail: "Large answers wait for their clients to read them. Read those, or ask for less, and try again.",
        retryAfter: 1)
    static let tooManyWaiting = Failure.tooManyRequests(
        "Too many of your requests are waiting already. Send fewer at once.", retryAfter: 1)
    static let stopping = Failure(
        kind: .stopping, status: .serviceUnavailable, detail: "The server is stopping. Try again soon.", retryAfter: 1)
    static let unsendableResponse = Failure(
        kind: .unsendableResponse, status: .internalServerError, detail: "The request could not be answered.")

    /// How the failure looks unless somebody knows better: problem details (RFC 9457) without a type.
    public var problem: Response {
        let text = #"{"title":"\#(detail)","status":\#(status)}"#
        return Response(status, contentType: "application/problem+json", body: Array(text.utf8))
    }
}
