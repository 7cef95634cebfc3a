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
    }

    private let client: HTTPClient
    private let pepper: Pepper

    /// A sender.
    ///
    /// - Parameter pepper: opens the endpoints' secrets.
    public init(client: HTTPClient, pepper: Pepper) {
        self.client = client
        self.pepper = pepper
    }

    /// The identifier under which an occasion is told, the same in every attempt, so that a receiver can see repeats.
    static func messageID(of occasion: Occasion) -> String {
        "msg_\(occasion.user.text)_\(occasion.generation)"
    }

    /// Sends a body to one endpoint.
    ///
    /// - Parameter id: the message's identifier.
    public func send(_ body: [UInt8], id: String, to endpoint: WebhookEndpoint) async -> Attempt {
        let secrets = (try? endpoint.secrets(pepper: pepper))?.compactMap {
            WebhookSecret(parsing: $0.unsafeRevealedText)
        }
        guard let secrets, !secrets.isEmpty else {
            return Attempt(
                outcome: .failed(retryAfter: nil), status: nil,
                explanation: "the endpoint's secret cannot be opened; rotate it, since the pepper has changed")
        }
        let message = WebhookMessage(id: id, timestamp: Int(Date().timeIntervalSince1970), body: body)
        let headers = message.headers(signedWith: secrets) + [("Content-Type", "application/json")]
        do throws(HTTPClientError) {
            let response = try await client.send(
                OutgoingRequest(.post, endpoint.url, headers: headers, body: body))
            return Attempt(
                outcome: DeliveryOutcome(response), status: response.status,
                explanation: "answered \(response.status)")
        } catch {
            return Attempt(outcome: DeliveryOutcome(error), status: nil, explanation: "\(error)")
        }
    }
}
