internal import Cryptography

/// The secret text of a SCIM token: `mst_`, 32 random characters, and 6 that check them.
///
/// The form is published so that secret scanners find a leaked token: `mst_[0-9A-Za-z]{38}`.
public struct TokenSecret: Sendable {
    /// What every token begins with.
    public static let prefix = "mst_"
    /// The random characters; 62 to the power of 32 is more than 190 bits.
    public static let randomCharacters = 32
    /// The characters of the checksum.
    public static let checksumCharacters = 6

    /// The text, shown once to the person who issues the token.
    public let text: String

    /// A new secret.
    ///
    /// - Throws: where the system gives no randomness.
    public static func mint() throws -> TokenSecret {
        let random = try Base62.random(count: randomCharacters)
        return TokenSecret(text: prefix + random + checksum(of: random))
    }

    /// Reads a token that a client presents; nil where form or checksum show that nobody ever issued it.
    public init?(parsing text: Substring.UTF8View) {
        guard text.count == Self.prefix.utf8.count + Self.randomCharacters + Self.checksumCharacters,
            text.starts(with: Self.prefix.utf8)
        else { return nil }
        let body = text.dropFirst(Self.prefix.utf8.count)
        guard body.allSatisfy(Base62.contains) else { return nil }
        let random = String(decoding: body.prefix(Self.randomCharacters), as: UTF8.self)
        let checksum = String(decoding: body.suffix(Self.checksumCharacters), as: UTF8.self)
        guard Self.checksum(of: random) == checksum else { return nil }
        self.text = String(decoding: text, as: UTF8.self)
    }

    private init(text: String) {
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
    public var description: String { "\(Self.prefix)…" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// Never the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
