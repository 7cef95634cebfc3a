/// Why a request to another server has no answer.
///
/// `description` names the server by scheme, host and port and shows nothing else of the request.
public struct HTTPClientError: Error, Hashable, Sendable {
    /// What went wrong.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The URL is none that a request can be sent to.
        case invalidURL = "invalid_url"
        /// A header field or the body cannot be sent: malformed, reserved, or past a limit.
        case invalidRequest = "invalid_request"
        /// Every address of the host is one that the address policy refuses.
        case addressRefused = "address_refused"
        /// The host's name has no address.
        case cannotResolve = "cannot_resolve"
        /// No connection came about.
        case cannotConnect = "cannot_connect"
        /// TLS failed: no handshake, or a certificate that is not to be trusted.
        case tlsFailed = "tls_failed"
        /// There was no complete answer in time.
        case timedOut = "timed_out"
        /// The head of the response is longer than the limit.
        case responseHeadTooLarge = "response_head_too_large"
        /// The connection broke, or what came is no HTTP response.
        case brokenOff = "broken_off"
        /// Too many requests are under way or waiting.
        case noSlot = "no_slot"
        /// The task was cancelled.
        case cancelled = "cancelled"
        /// The operating system or libcurl refused.
        case systemFailure = "system_failure"
    }

    /// What went wrong.
    public let code: Code
    /// Scheme, host and port of the server; nil if the URL was not understood.
    public let origin: String?
    /// What libcurl or the address policy said. It may name addresses of the internal network.
    let detail: String

    init(_ code: Code, origin: String? = nil, detail: String = "") {
        self.code = code
        self.origin = origin
        self.detail = detail
    }
}

extension HTTPClientError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One or two sentences for people: what happened, and what to do where something can be done.
    public var description: String {
        let server = origin.map { "server \($0)" } ?? "server"
        switch code {
        case .invalidURL:
            return "The URL cannot be used: it must be http or https, with a host, "
                + "without user name, password and fragment."
        case .invalidRequest:
            return "The request to the \(server) was not sent: a header field or the body is not allowed or too long."
        case .addressRefused:
            return "The \(server) was not contacted: its address is not a public one. "
                + "Use a public address, or add its network to the allowed networks."
        case .cannotResolve: return "The \(server) was not found: its name has no address."
        case .cannotConnect: return "The \(server) did not accept a connection."
        case .tlsFailed: return "The \(server) was not trusted: TLS failed. Check its certificate and its chain."
        case .timedOut: return "The \(server) did not answer in time."
        case .responseHeadTooLarge: return "The \(server) answered with more header fields than are read."
        case .brokenOff: return "The \(server) broke the connection off, or did not answer in HTTP."
        case .noSlot: return "The \(server) was not contacted: too many requests are under way."
        case .cancelled: return "The request to the \(server) was cancelled."
        case .systemFailure: return "The request to the \(server) was not possible: the operating system refused."
        }
    }

    /// The description with what libcurl or the address policy said.
    public var debugDescription: String {
        detail.isEmpty ? "\(description) (\(code.rawValue))" : "\(description) (\(code.rawValue): \(detail))"
    }
}
