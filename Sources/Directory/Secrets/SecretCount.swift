/// How much of a kind is under a pepper, of what still counts.
public struct SecretCount: Sendable, Hashable {
    /// What is counted; the raw value is what programs see.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case token, key, session, client
        case webhookSecret = "webhook_secret"
    }

    /// What is counted.
    public let kind: Kind
    /// The pepper's identifier, eight hexadecimal digits.
    public let pepper: String
    /// How many.
    public let count: Int
}
