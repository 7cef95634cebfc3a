/// A key that makes digests for one purpose, and nothing else.
public struct DigestKey: Sendable {
    /// The length of a digest, in bytes: 4 of the key's identifier and 28, or 224 bits, of the code.
    public static let byteCount = 32

    /// The master key that it is derived from.
    public let id: KeyID

    private let key: Secret

    init(id: KeyID, key: Secret) {
        self.id = id
        self.key = key
    }

    /// The digest of a secret: the identifier of the master key, and how its HMAC-SHA256 begins (RFC 2104 section 5).
    public func digest(of secret: Secret) -> [UInt8] {
        let code = HMACSHA256.authenticate(secret.unsafeRevealedBytes, key: key)
        return id.bytes + code.prefix(Self.byteCount - KeyID.byteCount)
    }
}
