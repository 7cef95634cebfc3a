public import Cryptography
public import FoundationEssentials

/// Where the operator's product wants to be told.
public struct WebhookEndpoint: Sendable {
    /// The most endpoints that a tenant has.
    public static let maximumPerTenant = 10
    /// How long two secrets are live unless somebody says otherwise.
    public static let defaultOverlap = Duration.seconds(86_400)
    /// How long two secrets may be live: 30 days.
    public static let maximumOverlap = Duration.seconds(30 * 86_400)

    /// The identifier.
    public let id: UUID
    /// The address.
    public let url: String
    /// What it wants to hear of; see ``EventSubscription``.
    public let subscriptions: [String]
    /// When it was added.
    public let createdAt: Timestamp
    /// Since when nothing is sent there, or nil.
    public let disabledAt: Timestamp?
    /// Why.
    public let disabledReason: String?
    /// Whether it lately took long to answer, so that its messages wait among those of other slow ones.
    public let isSlow: Bool
    /// How many times it has failed one after the other.
    public let failures: Int
    /// Since when it has been failing, or nil.
    public let failingSince: Timestamp?
    /// How it failed last, or nil.
    public let lastError: String?
    /// For how much longer nothing is sent there, since it keeps failing; zero or less where it is.
    public let rest: Duration
    /// The sealed secrets that are live now: the current one first, then the one that it replaced.
    let sealedSecrets: [[UInt8]]
    /// Whose it is.
    let tenant: UUID

    /// The live secrets.
    ///
    /// - Throws: where they were sealed with another pepper, or for another endpoint.
    public func secrets(pepper: Pepper) throws -> [Secret] {
        try sealedSecrets.map { try Sealing.open($0, key: Self.sealingKey(pepper, id, of: tenant)) }
    }

    /// Seals a secret for storage, for one endpoint and no other.
    public static func seal(_ secret: Secret, for id: UUID, of tenant: UUID, pepper: Pepper) throws -> [UInt8] {
        try Sealing.seal(secret, key: sealingKey(pepper, id, of: tenant))
    }

    /// Every endpoint has a key of its own: whoever can write rows puts no secret in the place of another's.
    private static func sealingKey(_ pepper: Pepper, _ id: UUID, of tenant: UUID) -> Secret {
        pepper.sealingKey(for: "webhook secret 2", of: "\(tenant.text)/\(id.text)")
    }
}
