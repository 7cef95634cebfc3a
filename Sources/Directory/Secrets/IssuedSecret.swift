internal import Cryptography

/// The secret text of something that this platform issues: a prefix, 32 random characters, and 6 that check them. It is
/// shown once, to whoever issues it; what comes back is a ``PresentedSecret``.
///
/// The form is published so that secret scanners find what leaks: `ms[tkasc]_[0-9A-Za-z]{38}`.
public struct IssuedSecret: Sendable {
    /// What the secret opens; the raw value is the prefix.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case scimToken = "mst_"
        case environmentKey = "msk_"
        case apiKey = "msa_"
        case session = "mss_"
        case client = "msc_"

        /// The kind whose prefix a text begins with.
        public init?(prefixing text: some Collection<UInt8>) {
            guard let kind = Self.allCases.first(where: { text.starts(with: $0.rawValue.utf8) }) else { return nil }
            self = kind
        }
    }

    /// The random characters; 62 to the power of 32 is more than 190 bits.
    public static let randomCharacters = 32
    /// The characters of the checksum.
    public static let checksumCharacters = 6
    /// The characters of the whole, whichever kind it is.
    public static let characters = 4 + randomCharacters + checksumCharacters

    /// What it opens.
    public let kind: Kind
    /// The text, shown once to the person who issues it.
    public let text: String

    /// A new secret.
    ///
    /// - Throws: where the system gives no randomness.
    public static func mint(_ kind: Kind = .scimToken) throws -> IssuedSecret {
        let random = try Base62.random(count: randomCharacters)
        return IssuedSecret(kind: kind, text: kind.rawValue + random + checksum(of: random.utf8))
    }

    private init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// What is stored and looked up.
    public func digest(pepper: Pepper) -> SecretDigest {
        pepper.digest(of: Secret(text))
    }

    /// Whether a text that begins as secrets of a kind do has been issued as one, as far as its form tells.
    static func isWellFormed(_ text: some Collection<UInt8>) -> Bool {
        guard text.count == characters else { return false }
        let body = text.dropFirst(characters - randomCharacters - checksumCharacters)
        return body.allSatisfy(Base62.contains)
            && checksum(of: body.prefix(randomCharacters)).utf8.elementsEqual(body.suffix(checksumCharacters))
    }

    private static func checksum(of random: some Sequence<UInt8>) -> String {
        Base62.encode(UInt64(CRC32.checksum(random)), width: checksumCharacters)
    }
}

extension IssuedSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "\(kind.rawValue)…" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
