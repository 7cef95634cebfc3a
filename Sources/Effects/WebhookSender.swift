internal import Cryptography
public import Directory
internal import FoundationEssentials
public import HTTPClient

/// Sends signed webhooks (Standard Webhooks 1.0).
public struct WebhookSender: Sendable {
    /// What came of one attempt at one endpoint.
    public struct Attempt: Sendable {
        /// Whether it was acknowledged, or may be tried again.
        public let outcome: DeliveryOutcome
        /// The status of the answer, where there was one.
        public let status: Int?
        /// What happened, for the operator; no secrets, no content of the answer.
        public let explanation: String
        /// Whether it was given up since there was no answer in time.
        public let isLate: Bool
        /// Whether the answer came as quickly as those of endpoints that are not slow.
        public let isQuick: Bool

        init(
            _ outcome: DeliveryOutcome, status: Int? = nil, _ explanation: String, isLate: Bool = false,
            isQuick: Bool = false
        ) {
            self.outcome = outcome
            self.status = status
            self.explanation = explanation
            self.isLate = isLate
            self.isQuick = isQuick
        }
    }

    /// How soon a slow endpoint has to answer to be one of the others again.
    public static let quickAnswer = Duration.seconds(1)

    private let client: HTTPClient
    private let peppers: Peppers

    /// A sender.
    ///
    /// - Parameter peppers: open the endpoints' secrets.
    public init(client: HTTPClient, peppers: Peppers) {
        self.client = client
        self.peppers = peppers
    }

    /// Sends a body to one endpoint.
    ///
    /// - Parameter id: the message's identifier.
    public func send(_ body: [UInt8], id: String, to endpoint: WebhookEndpoint) async -> Attempt {
        let secrets = (try? endpoint.secrets(peppers))?.compactMap {
            WebhookSecret(parsing: $0.unsafeRevealedText)
        }
        guard let secrets, !secrets.isEmpty else {
            return Attempt(
                .failed(retryAfter: nil),
                "the endpoint's secret cannot be opened; rotate it, since the pepper has changed")
        }
        let message = WebhookMessage(id: id, timestamp: Int(Date().timeIntervalSince1970), body: body)
        let headers = message.headers(signedWith: secrets) + [("Content-Type", "application/json")]
        let began = ContinuousClock.now
        do throws(HTTPClientError) {
            let response = try await client.send(
                OutgoingRequest(.post, endpoint.url, headers: headers, body: body))
            return Attempt(
                DeliveryOutcome(response), status: response.status, "answered \(response.status)",
                isQuick: began.duration(to: .now) <= Self.quickAnswer)
        } catch {
            return Attempt(DeliveryOutcome(error), "\(error)", isLate: error.code == .timedOut)
        }
    }
}
