public import Cryptography
public import FoundationEssentials

/// Where the operator's product wants to be told.
public struct WebhookEndpoint: Sendable {
    /// How long two secrets are live unless somebody says otherwise.
    public static let defaultOverlap = Duration.seconds(86_400)
    /// How long two secrets may be live: 30 days.
    public static let maximumOverlap = Duration.seconds(30 * 86_400)

    /// The identifier.
    public let id: UUID
    /// The address.
    public let url: String
    /// When it was added.
    public let createdAt: Timestamp
    /// Since when nothing is sent there, or nil.
    public let disabledAt: Timestamp?
    /// Why.
    public let disabledReason: String?
    /// The sealed secrets that are live now: the current one first, then the one that it replaced.
    let sealedSecrets: [[UInt8]]

    /// The live secrets.
    ///
    /// - Throws: where they were sealed with another pepper.
    public func secrets(pepper: Pepper) throws -> [Secret] {
        try sealedSecrets.map { try Sealing.open($0, key: Self.sealingKey(pepper)) }
    }

    /// Seals a secret for storage.
    public static func seal(_ secret: Secret, pepper: Pepper) throws -> [UInt8] {
        try Sealing.seal(secret, key: sealingKey(pepper))
    }

    private static func sealingKey(_ pepper: Pepper) -> Secret {
        pepper.sealingKey(for: "webhook secret 1")
    }
}
