internal import Cryptography
internal import FoundationEssentials

extension WebhookMessage {
    /// What a receiver finds out about a webhook.
    public enum Verdict: Hashable, Sendable {
        /// One of the signatures is right, and the message is fresh.
        case valid
        /// A field is missing, is there twice, or is not what the specification says.
        case malformed
        /// The timestamp is too far in the past or in the future; the message may have been recorded and sent again.
        case notFresh
        /// No signature is right.
        case wrongSignature
    }

    /// How far the timestamp may be from the receiver's clock, in seconds, both ways.
    public static let toleranceSeconds = 300
    /// How many signatures are looked at.
    public static let maximumSignatures = 16

    /// Checks a webhook that was received, in constant time for each signature.
    ///
    /// - Parameters:
    ///   - headers: The request's header fields.
    ///   - body: The content, byte for byte as it came.
    ///   - secrets: The secrets that the receiver believes.
    ///   - now: The receiver's clock, in seconds since 1970.
    public static func verify(
        headers: [(name: String, value: String)], body: [UInt8], secrets: [WebhookSecret], now: Int
    ) -> Verdict {
        guard let id = field("webhook-id", of: headers), isIdentifier(id),
            let time = field("webhook-timestamp", of: headers), let timestamp = Int(time), String(timestamp) == time,
            let signatures = field("webhook-signature", of: headers)
        else { return .malformed }
        let (distance, overflow) = now.subtractingReportingOverflow(timestamp)
        guard !overflow, distance.magnitude <= toleranceSeconds else { return .notFresh }
        let message = WebhookMessage(unchecked: id, timestamp: timestamp, body: body)
        let codes = secrets.map(message.code)
        let isSigned = signatures.split(separator: " ").prefix(maximumSignatures).contains { signature in
            guard let given = code(signature) else { return false }
            return codes.contains { constantTimeEqual($0, given) }
        }
        return isSigned ? .valid : .wrongSignature
    }

    private static func field(_ name: String, of headers: [(name: String, value: String)]) -> String? {
        let found = headers.filter { $0.name.lowercased() == name }
        return found.count == 1 ? found[0].value : nil
    }

    /// The code in a signature; nil for other versions than the one that shared secrets make.
    private static func code(_ signature: Substring) -> [UInt8]? {
        guard signature.hasPrefix("v1,") else { return nil }
        return Data(base64Encoded: String(signature.dropFirst(3))).map(Array.init)
    }
}
