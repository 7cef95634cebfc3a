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
    /// - Throws: `CryptographyError` where they were sealed under another pepper, or for another endpoint.
    public func secrets(_ peppers: Peppers) throws -> [Secret] {
        try sealedSecrets.map { try peppers.open($0, for: .webhookSecret, at: Self.place(of: id, in: tenant)) }
    }

    /// Seals a secret for storage, for one endpoint and no other: whoever can write rows puts no secret in the place of
    /// another's.
    public static func seal(_ secret: Secret, for id: UUID, of tenant: UUID, _ peppers: Peppers) throws -> [UInt8] {
        try peppers.seal(secret, for: .webhookSecret, at: place(of: id, in: tenant))
    }

    /// Where the secrets of an endpoint belong.
    static func place(of id: UUID, in tenant: UUID) -> SealedPlace {
        SealedPlace(tenant.text, id.text)
    }
}

extension SealingPurpose {
    /// What messages to an endpoint are signed with.
    static let webhookSecret = SealingPurpose("webhook secret 1")
}
