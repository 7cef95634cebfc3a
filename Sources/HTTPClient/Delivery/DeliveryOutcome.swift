/// What one attempt to deliver a webhook came to (Standard Webhooks, "Delivery success and failure").
public enum DeliveryOutcome: Hashable, Sendable {
    /// The receiver has it: any status from 200 to 299.
    case delivered
    /// The receiver wants no more of them, ever: 410.
    case endpointGone
    /// Anything else. The receiver may have said how long it wants to be left alone.
    case failed(retryAfter: Duration?)
    /// Nothing was sent: there was no slot, or whoever wanted to send was told to stop.
    case notAttempted

    /// The longest that a receiver's `Retry-After` is followed.
    public static let maximumRetryAfter: Duration = .seconds(3600)

    /// Statuses that say that a server is busy, so that its `Retry-After` counts.
    private static let busyStatuses: Set<Int> = [429, 502, 503, 504]

    /// What an answer means. A redirect is a failure.
    public init(_ response: OutgoingResponse) {
        switch response.status {
        case 200...299: self = .delivered
        case 410: self = .endpointGone
        case let status where Self.busyStatuses.contains(status):
            self = .failed(retryAfter: response.header("Retry-After").flatMap(Self.seconds))
        default: self = .failed(retryAfter: nil)
        }
    }

    /// What no answer means. Only what was never sent is no attempt.
    public init(_ error: HTTPClientError) {
        self =
            switch error.code {
            case .noSlot, .cancelled: .notAttempted
            default: .failed(retryAfter: nil)
            }
    }

    /// Whole seconds (RFC 9110 section 10.2.3), cut to the longest that is followed; dates are not taken.
    private static func seconds(_ text: String) -> Duration? {
        guard !text.isEmpty, text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
        // Digits that are too many for a number are surely too many seconds.
        return Int(text).map { min(.seconds(min($0, 86_400)), maximumRetryAfter) } ?? maximumRetryAfter
    }
}
