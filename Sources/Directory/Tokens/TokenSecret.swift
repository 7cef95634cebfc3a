internal import Cryptography

/// The secret text of something that this platform issues: a prefix, 32 random characters, and 6 that check them.
///
/// The form is published so that secret scanners find what leaks: `ms[tkasc]_[0-9A-Za-z]{38}`.
public struct TokenSecret: Sendable {
    /// What the secret opens; the raw value is the prefix.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case scimToken = "mst_"
        case environmentKey = "msk_"
        case apiKey = "msa_"
        case session = "mss_"
        case client = "msc_"
    }

    /// The random characters; 62 to the power of 32 is more than 190 bits.
    public static let randomCharacters = 32
    /// The characters of the checksum.
    public static let checksumCharacters = 6

    /// What it opens.
    public let kind: Kind
    /// The text, shown once to the person who issues it.
    public let text: String

    /// A new secret.
    ///
    /// - Throws: where the system gives no randomness.
    public static func mint(_ kind: Kind = .scimToken) throws -> TokenSecret {
        let random = try Base62.random(count: randomCharacters)
        return TokenSecret(kind: kind, text: kind.rawValue + random + checksum(of: random))
    }

    /// Reads a secret that somebody presents; nil where form or checksum show that nobody ever issued it.
    public init?(parsing text: Substring.UTF8View) {
        guard let kind = Kind.allCases.first(where: { text.starts(with: $0.rawValue.utf8) }) else { return nil }
        let body = text.dropFirst(kind.rawValue.utf8.count)
        guard body.count == Self.randomCharacters + Self.checksumCharacters, body.allSatisfy(Base62.contains) else {
            return nil
        }
        let random = String(decoding: body.prefix(Self.randomCharacters), as: UTF8.self)
        let checksum = String(decoding: body.suffix(Self.checksumCharacters), as: UTF8.self)
        guard Self.checksum(of: random) == checksum else { return nil }
        self.kind = kind
        self.text = String(decoding: text, as: UTF8.self)
    }

    private init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// What is stored and looked up: HMAC-SHA256 with the platform's pepper, 32 bytes.
    public func digest(pepper: Pepper) -> [UInt8] {
        pepper.digest(of: text)
    }

    private static func checksum(of random: String) -> String {
        Base62.encode(UInt64(CRC32.checksum(random.utf8)), width: checksumCharacters)
    }
}

extension TokenSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "\(kind.rawValue)…" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
