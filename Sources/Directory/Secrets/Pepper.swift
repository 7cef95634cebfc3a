public import Cryptography

/// The key of the platform, under which secrets are digested and sealed. It lives in a file beside the programs, never in
/// the database: whoever has only a dump can check no guess.
public struct Pepper: Sendable {
    /// The fewest bytes of text that a pepper may have.
    public static let minimumBytes = MasterKey.minimumBytes

    private let key: MasterKey
    private let digestKey: DigestKey

    /// A pepper from the contents of its file; nil where they are too short to be one.
    public init?(_ source: Secret) {
        guard let key = MasterKey(source) else { return nil }
        self.key = key
        digestKey = key.digestKey(for: .secret)
    }

    /// By what people know it: eight hexadecimal digits that lead back to nothing.
    public var id: String { key.id.description }

    /// By what it is known in all that was digested or sealed under it.
    var keyID: KeyID { key.id }

    /// By what a database knows the pepper again, 32 bytes; it leads back to no secret.
    var checkValue: [UInt8] { key.checkValue }

    /// What is stored and looked up of a secret.
    func digest(of secret: Secret) -> SecretDigest {
        SecretDigest(digestKey.digest(of: secret))
    }

    /// The key that seals for one purpose.
    func sealingKey(for purpose: SealingPurpose) -> SealingKey {
        key.sealingKey(for: purpose)
    }
}

extension DigestPurpose {
    /// What is issued, and presented again: tokens, keys, sessions, clients' secrets.
    fileprivate static let secret = DigestPurpose("secret 1")
}
