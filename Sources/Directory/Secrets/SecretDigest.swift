internal import Cryptography

/// What is stored and looked up of a secret, and says under which pepper it was made. Nothing else makes one: what is
/// looked up was digested.
public struct SecretDigest: Sendable, Hashable {
    /// The bytes, 32 of them; the first four are the pepper's ``Pepper/id``.
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        precondition(bytes.count == DigestKey.byteCount, "a digest is of one length")
        self.bytes = bytes
    }

    /// The pepper that it was made under.
    var pepper: KeyID? { KeyID(leading: bytes) }
}
