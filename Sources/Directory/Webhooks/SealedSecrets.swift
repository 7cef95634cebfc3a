public import FoundationEssentials

/// The sealed secrets of an endpoint of which one at least is not under the current pepper.
public struct SealedSecrets: Sendable {
    /// How many endpoints are sealed anew at once.
    public static let batch = 100

    /// Whose endpoint it is.
    public let tenant: UUID
    /// The endpoint.
    public let endpoint: UUID
    /// What is sealed: the current secret, and the one that it replaced while that is live.
    let sealed: [[UInt8]]

    /// The same secrets under the current pepper, each beside what it was before.
    ///
    /// - Throws: `CryptographyError` where one cannot be opened.
    func resealed(_ peppers: Peppers) throws -> [(before: [UInt8], now: [UInt8])] {
        let place = WebhookEndpoint.place(of: endpoint, in: tenant)
        return try sealed.map { sealed in
            let secret = try peppers.open(sealed, for: .webhookSecret, at: place)
            return (sealed, try peppers.seal(secret, for: .webhookSecret, at: place))
        }
    }
}
