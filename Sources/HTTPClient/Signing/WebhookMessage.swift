internal import Cryptography
internal import FoundationEssentials

/// One webhook, as it is signed: an identifier, the time of sending, and the content (Standard Webhooks).
public struct WebhookMessage: Hashable, Sendable {
    /// The longest identifier, in bytes.
    public static let maximumIDByteCount = 255

    /// Names the message. It is the same in all attempts, so that receivers can leave out what they have.
    public let id: String
    /// When this attempt is sent, in seconds since 1970.
    public let timestamp: Int
    /// The content, byte for byte as it is sent.
    public let body: [UInt8]

    /// A message to be sent.
    ///
    /// - Precondition: `id` is 1 to ``maximumIDByteCount`` letters, digits, `_` and `-`: a dot in it could move the
    ///   border between it and the timestamp.
    public init(id: String, timestamp: Int, body: [UInt8]) {
        precondition(Self.isIdentifier(id), "the identifier of a webhook is made by the program")
        self.init(unchecked: id, timestamp: timestamp, body: body)
    }

    init(unchecked id: String, timestamp: Int, body: [UInt8]) {
        self.id = id
        self.timestamp = timestamp
        self.body = body
    }

    /// The header fields to send with the body: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    ///
    /// - Parameter secrets: The live secrets, two while one takes over from the other; each gives a signature.
    /// - Precondition: There is a secret.
    public func headers(signedWith secrets: [WebhookSecret]) -> [(name: String, value: String)] {
        precondition(!secrets.isEmpty, "a webhook is never sent unsigned")
        let signatures = secrets.map { "v1," + Data(code(for: $0)).base64EncodedString() }
        return [
            ("webhook-id", id), ("webhook-timestamp", String(timestamp)),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }

    /// HMAC with SHA-256 over identifier, timestamp and content, with dots in between.
    func code(for secret: WebhookSecret) -> [UInt8] {
        HMACSHA256.authenticate(Array("\(id).\(timestamp).".utf8) + body, key: secret.key)
    }

    static func isIdentifier(_ text: String) -> Bool {
        (1...maximumIDByteCount).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
