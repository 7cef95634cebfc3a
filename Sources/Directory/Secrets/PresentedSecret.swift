internal import Cryptography

/// What somebody presents to be let in, whoever made it. It may be right or wrong; only a look-up tells.
public struct PresentedSecret: Sendable {
    /// How a presented secret looks.
    public enum Form: Sendable, Hashable {
        /// As what this platform issues.
        case issued(IssuedSecret.Kind)
        /// It begins as what this platform issues, and the rest does not fit: nobody ever issued it.
        case mistyped(IssuedSecret.Kind)
        /// As nothing that this platform issues.
        case foreign
    }

    /// How many bytes one may have. With fewer it could be guessed.
    public static let lengths = 32...512

    /// How it looks.
    public let form: Form

    private let secret: Secret

    /// Reads what was presented; nil for what is too short or too long, or not made of printable characters of ASCII.
    public init?(_ text: some Collection<UInt8>) {
        guard Self.lengths.contains(text.count), text.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        form =
            switch IssuedSecret.Kind(prefixing: text) {
            case nil: .foreign
            case let kind?: IssuedSecret.isWellFormed(text) ? .issued(kind) : .mistyped(kind)
            }
        secret = Secret(text)
    }

    /// What is stored and looked up.
    public func digest(pepper: Pepper) -> SecretDigest {
        pepper.digest(of: secret)
    }

    /// What it is looked up by while two peppers are live; nil where there is only one.
    public func digests(_ peppers: Peppers) -> SecretDigestPair? {
        guard let other = peppers.other else { return nil }
        return SecretDigestPair(digest(pepper: peppers.current), digest(pepper: other))
    }
}

extension PresentedSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "(secret)" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
