public import Cryptography
internal import FoundationEssentials

/// A key by which a receiver knows who sent a webhook, shared by both (Standard Webhooks, "Signature scheme").
///
/// Printing it shows nothing of the key.
public struct WebhookSecret: Equatable, Sendable {
    /// How long a key may be, in bytes.
    public static let byteCounts = 24...64
    private static let prefix = "whsec_"

    /// The key itself.
    let key: Secret

    /// Reads the usual form: `whsec_` and the key in base 64. Nil for everything else, also for keys that are too short
    /// or too long.
    public init?(parsing text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let encoded = String(text.dropFirst(Self.prefix.count))
        // What does not come out as it went in had another alphabet, white space or bits left over.
        guard let key = Data(base64Encoded: encoded), key.base64EncodedString() == encoded else { return nil }
        self.init(key: Secret(key))
    }

    /// A secret with this key; nil if it is too short or too long.
    public init?(key: Secret) {
        guard Self.byteCounts.contains(key.count) else { return nil }
        self.key = key
    }

    private init(unchecked key: Secret) {
        self.key = key
    }

    /// A new secret of 32 random bytes.
    ///
    /// - Throws: `CryptographyError` with `randomUnavailable`.
    public static func generate() throws(CryptographyError) -> WebhookSecret {
        WebhookSecret(unchecked: Secret(try SecureRandom.bytes(32)))
    }

    /// The usual form, `whsec_…`. Whoever asks for it answers for where it goes.
    public var unsafeRevealedText: String {
        Self.prefix + Data(key.unsafeRevealedBytes).base64EncodedString()
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same, whatever the secret is.
    public var description: String { "(secret)" }

    /// Always the same, whatever the secret is.
    public var debugDescription: String { "(secret)" }

    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
